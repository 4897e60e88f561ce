//! Chained transformations: equal to the same ones applied in turn, and nothing moves when one says so.

use proptest::prelude::*;
use thalweg::{
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, Centralise, Chain, ClipByBlockRms,
        ClipByGlobalNorm, ClipByNorm, ClipByValue, Flow, GradientNoise, NormType, Proximal,
        SkipNonFinite, Unit, transform,
    },
    group::{Group, Groups, Hyperparams, Whole},
    optimizer::{Adam, GroupState, Optimizer, Outcome, Sgd},
};

const N: usize = 30;
/// A layer of four outputs with five weights and a bias each, and a vector.
const LAYOUT: Groups<2> = Groups([Group::matrix(4, 6), Group::vector(6)]);
const ROWS: usize = Unit::Row.count(&LAYOUT.0);

fn values() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec((-1.0..1.0_f32, -6..6).prop_map(|(x, p)| x * 10_f32.powi(p)), N)
}

/// Numbers whose sums are exact: multiples of 1/64 up to 1024.
fn exact() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec((-65_536..65_536).prop_map(|x| x as f32 / 64.0), N)
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|x| x.to_bits()).collect()
}

/// The gradient that arrives behind a chain.
fn arrives<T: Chain>(chain: T, w: &[f32], g: &[f32]) -> Vec<f32> {
    let mut g = g.to_vec();
    let mut chain = chain;
    assert_eq!(transform(&mut chain, &LAYOUT, 1, w, &mut g), Ok(Flow::Continue));
    g
}

proptest! {
    #[test]
    fn a_chain_is_its_transformations_in_turn(w in values(), g in values(), max in 0.01..10.0_f32) {
        let a = (SkipNonFinite::DEFAULT, ClipByValue::new(max));
        let b = Centralise::<2, ROWS>::dense();
        let c = AdaptiveClip::<2, ROWS>::new(max, Unit::Row);
        let d = (AddDecayedWeights { weight_decay: 0.1 }, ClipByBlockRms::<2>::new(max));
        let e = ClipByNorm::new(NormType::L1, max);
        let f = (GradientNoise::DEFAULT, ClipByGlobalNorm::new(max));
        let chained = arrives((a, b, c, d, e, f), &w, &g);
        let g = arrives(b, &w, &arrives(a, &w, &g));
        let g = arrives(e, &w, &arrives(d, &w, &arrives(c, &w, &g)));
        let g = arrives(f, &w, &g);
        prop_assert_eq!(bits(&chained), bits(&g));
    }

    #[test]
    fn the_optimizer_sees_what_the_chain_gives_in_place(w in values(), g in values()) {
        let chain = (SkipNonFinite::DEFAULT, Centralise::<2, ROWS>::dense(), ClipByGlobalNorm::new(0.5));
        let clipped = arrives(chain, &w, &g);
        let mut chained =
            Optimizer::<Adam, [f32; N], _, _>::grouped(Adam::DEFAULT, chain, LAYOUT).unwrap();
        let mut plain = Optimizer::<Adam, [f32; N], (), _>::grouped(Adam::DEFAULT, (), LAYOUT).unwrap();
        let (mut one, mut other) = (w.clone(), w);
        chained.step(&mut one, &g, 0.1).unwrap();
        plain.step(&mut other, &clipped, 0.1).unwrap();
        prop_assert_eq!(bits(&one), bits(&other));
    }

    #[test]
    fn micro_batches_equal_one_batch_bit_for_bit_where_their_sums_are_exact(
        batches in prop::collection::vec(exact(), 1..9),
        w in values(),
    ) {
        let k = batches.len() as u32;
        let accumulate = (SkipNonFinite::DEFAULT, Accumulate::<[f32; N]>::new(k), ClipByGlobalNorm::new(1.0));
        let clip = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
        let mut micro = Optimizer::<_, [f32; N], _>::with_transform(Adam::DEFAULT, accumulate).unwrap();
        let mut whole = Optimizer::<_, [f32; N], _>::with_transform(Adam::DEFAULT, clip).unwrap();
        let mean: Vec<f32> =
            (0..N).map(|i| batches.iter().map(|g| g[i]).sum::<f32>() / k as f32).collect();
        let (mut one, mut other) = (w.clone(), w);
        for _ in 0..3 {
            for (i, g) in (1..).zip(&batches) {
                let outcome = if i == k { Outcome::Applied } else { Outcome::Waiting };
                prop_assert_eq!(micro.step(&mut one, g, 0.1), Ok(outcome));
            }
            whole.step(&mut other, &mean, 0.1).unwrap();
        }
        prop_assert_eq!(micro.steps(), 3);
        prop_assert_eq!(bits(&one), bits(&other));
    }

    #[test]
    fn micro_batches_are_within_the_stated_rounding_of_one_batch(
        batches in prop::collection::vec(values(), 1..9),
    ) {
        let k = batches.len();
        let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; N]>::new(k as u32));
        let mut optimizer = Optimizer::<_, [f32; N], _>::with_transform(Sgd, chain).unwrap();
        let mut w = [0.0; N];
        for g in &batches {
            optimizer.step(&mut w, g, 1.0).unwrap();
        }
        for i in 0..N {
            let all = || batches.iter().map(|g| f64::from(g[i]));
            let (mean, size) = (all().sum::<f64>() / k as f64, all().map(f64::abs).sum::<f64>());
            let bound = k as f64 * (size / k as f64) * 2_f64.powi(-24);
            prop_assert!((f64::from(-w[i]) - mean).abs() <= bound, "{} for {mean}", -w[i]);
        }
    }

    #[test]
    fn a_step_that_is_held_or_skipped_leaves_everything_untouched(w in values(), g in values()) {
        let chain = (SkipNonFinite::DEFAULT, Accumulate::<[f32; N]>::new(2), SkipNonFinite::above(1e-3));
        let mut optimizer = Optimizer::<_, [f32; N], _>::with_transform(Adam::DEFAULT, chain).unwrap();
        // A step that moves, so that there is a state to spoil.
        let mut v = w;
        for _ in 0..2 {
            optimizer.step(&mut v, &[1e-4; N], 0.1).unwrap();
        }
        let before = (bits(&v), optimizer.state().collect::<Vec<_>>(), optimizer.steps());
        prop_assert_eq!(optimizer.step(&mut v, &g, 0.1), Ok(Outcome::Waiting));
        let mut bad = g.clone();
        bad[7] = f32::NAN;
        prop_assert_eq!(optimizer.step(&mut v, &bad, 0.1), Ok(Outcome::Skipped));
        let mut large = g.clone();
        large[3] = -g[3] + 1.0;
        prop_assert_eq!(optimizer.step(&mut v, &large, 0.1), Ok(Outcome::Skipped));
        let after = (bits(&v), optimizer.state().collect::<Vec<_>>(), optimizer.steps());
        prop_assert_eq!(before, after);
        prop_assert_eq!(optimizer.skipped(), 2);
    }

    #[test]
    fn noise_is_the_same_after_a_resume(w in values(), g in values(), seed in any::<u32>()) {
        let chain = (SkipNonFinite::DEFAULT, GradientNoise { seed, ..GradientNoise::DEFAULT });
        let start = || Optimizer::<_, [f32; N], _>::with_transform(Adam::DEFAULT, chain).unwrap();
        let (mut whole, mut first, mut second) = (start(), start(), start());
        let (mut one, mut other) = (w.clone(), w);
        for step in 0..10 {
            whole.step(&mut one, &g, 0.1).unwrap();
            if step < 5 {
                first.step(&mut other, &g, 0.1).unwrap();
            }
        }
        let state: Vec<_> = first.state().collect();
        second.restore(first.counters(), &state, &[GroupState { steps: 5, tensor: () }]).unwrap();
        for _ in 5..10 {
            second.step(&mut other, &g, 0.1).unwrap();
        }
        prop_assert_eq!(bits(&one), bits(&other));
    }

    #[test]
    fn no_gradient_panics(bits in prop::collection::vec(any::<u32>(), 2 * N), k in 1..4_u32) {
        let (w, g): (Vec<_>, Vec<_>) =
            bits.chunks(2).map(|b| (f32::from_bits(b[0]), f32::from_bits(b[1]))).unzip();
        let chain = (
            AddDecayedWeights { weight_decay: 0.1 },
            (Centralise::<2, ROWS>::rows(), GradientNoise::DEFAULT, Accumulate::<[f32; N]>::new(k)),
            (AdaptiveClip::<2, ROWS>::new(0.1, Unit::Row), ClipByBlockRms::<2>::new(1.0)),
            ClipByNorm::pytorch(NormType::Lp(3.0), 1.0),
            ClipByNorm::pytorch(NormType::LInfinity, 1.0),
            ClipByGlobalNorm::mxnet(1.0),
        );
        let mut optimizer =
            Optimizer::<Adam, [f32; N], _, _>::grouped(Adam::DEFAULT, chain, LAYOUT).unwrap();
        let mut w = w;
        for _ in 0..4 {
            optimizer.step(&mut w, &g, 0.1).unwrap();
        }
    }
}

#[test]
fn the_order_of_a_chain_matters() {
    let (value, norm) = (ClipByValue::new(1.0), ClipByGlobalNorm::new(1.0));
    let run = |w: &mut [f32; 2], first: bool| {
        let g = [3.0, 4.0];
        if first {
            let mut optimizer =
                Optimizer::<_, [f32; 2], _>::with_transform(Sgd, (value, norm)).unwrap();
            optimizer.step(w, &g, 1.0).unwrap();
        } else {
            let mut optimizer =
                Optimizer::<_, [f32; 2], _>::with_transform(Sgd, (norm, value)).unwrap();
            optimizer.step(w, &g, 1.0).unwrap();
        }
    };
    let (mut value_first, mut norm_first) = ([0.0; 2], [0.0; 2]);
    run(&mut value_first, true);
    run(&mut norm_first, false);
    // (1, 1) by value and then of length 1; or of length 1 at once, where no value is above 1.
    assert!(value_first.iter().all(|w| (w + 0.5_f32.sqrt()).abs() < 1e-7), "{value_first:?}");
    assert_eq!(norm_first, [-0.6, -0.8]);
}

#[test]
fn the_noise_fades_as_stated() {
    let deviation = |steps: u32| {
        const N: usize = 4000;
        let mut sum = 0.0;
        let mut chain = GradientNoise { eta: 0.25, gamma: 0.55, seed: 3 };
        let mut g = vec![0.0; N];
        transform(&mut chain, &Whole, steps, &vec![0.0; N], &mut g).unwrap();
        sum += g.iter().map(|g| f64::from(g * g)).sum::<f64>();
        (sum / N as f64).sqrt()
    };
    for t in [1, 10, 1000, 100_000] {
        let exact = (0.25 / f64::from(t).powf(0.55)).sqrt();
        assert!((deviation(t) / exact - 1.0).abs() < 0.05, "step {t}: {}", deviation(t));
    }
}

#[test]
fn a_frozen_group_takes_no_part() {
    let groups = Groups([Group { frozen: true, ..Group::vector(2) }, Group::vector(2)]);
    let chain = (SkipNonFinite::DEFAULT, GradientNoise::DEFAULT, ClipByGlobalNorm::new(1e-3));
    let mut optimizer = Optimizer::<_, [f32; 4], _, _>::grouped(Sgd, chain, groups).unwrap();
    let mut w = [1.0; 4];
    optimizer.step(&mut w, &[f32::NAN, 1e30, 3.0, 4.0], 1.0).unwrap();
    assert_eq!(w[..2], [1.0; 2]);
    assert!(optimizer.transform().2.norm() < 6.0);
}

#[test]
fn settings_out_of_range_are_named() {
    fn message<T: Chain>(chain: T) -> String {
        let made = Optimizer::<Sgd, [f32; N], T, _>::grouped(Sgd, chain, LAYOUT);
        made.unwrap_err().to_string()
    }
    assert_eq!(
        message(ClipByGlobalNorm::new(-1.0)),
        "max_norm is -1; allowed: above 0, or infinite for no bound"
    );
    assert_eq!(
        message(ClipByNorm::new(NormType::L1, 0.0)),
        "max_norm is 0; allowed: above 0, or infinite for no bound"
    );
    assert_eq!(
        message(ClipByNorm::new(NormType::Lp(0.0), 1.0)),
        "norm_type is 0; allowed: finite and above 0"
    );
    assert_eq!(
        message(ClipByBlockRms::<2>::new(0.0)),
        "threshold is 0; allowed: above 0, or infinite for no bound"
    );
    assert_eq!(message(Proximal::new(-1.0, [0.0; N])), "mu is -1; allowed: finite and at least 0");
    assert_eq!(
        message(Proximal::new(1.0, [0.0; 2])),
        "global parameters: room for 2; needed: at least 30"
    );
    assert_eq!(
        message(Proximal::new(1.0, [f32::NAN; N])),
        "global parameters[0] is NaN or infinite; allowed: finite"
    );
    assert_eq!(
        message(AdaptiveClip::<2, 3>::new(0.01, Unit::Row)),
        "units: room for 3; needed: at least 5"
    );
    assert_eq!(
        message(AdaptiveClip::<1, 5>::new(0.01, Unit::Row)),
        "groups: room for 1; needed: at least 2"
    );
    assert_eq!(message(Accumulate::<[f32; N]>::new(0)), "every is 0; allowed: at least 1");
    assert_eq!(
        message(Accumulate::<[f32; 20]>::new(2)),
        "accumulated parameters: room for 20; needed: at least 30"
    );
    assert_eq!(
        message(GradientNoise { eta: f32::NAN, ..GradientNoise::DEFAULT }),
        "eta is NaN; allowed: finite and at least 0"
    );
    assert_eq!(message(Centralise::<2, 4>::rows()), "units: room for 4; needed: at least 5");
    let momentum = Hyperparams { momentum: Some(1.0), ..Hyperparams::from(0.1) };
    let mut optimizer = Optimizer::<Sgd, [f32; 1]>::new(Sgd).unwrap();
    let error = optimizer.step(&mut [0.0], &[1.0], momentum).unwrap_err();
    assert_eq!(error.to_string(), "momentum is 1; allowed: at least 0 and below 1");
}
