//! Chained transformations: equal to the same ones applied in turn, and nothing moves when one says so.

use proptest::prelude::*;
use thalweg::{
    gradient::{
        Accumulate, AdaptiveClip, AddDecayedWeights, Centralise, Chain, ClipByBlockRms,
        ClipByGlobalNorm, ClipByNorm, ClipByValue, Element, Flow, GradientNoise, GradientPart,
        NormType, Proximal, SkipNonFinite, Step, Transform, Unit, transform,
    },
    group::{Group, Groups, Hyperparams, Whole},
    optimizer::{Adam, Optimizer, Outcome, Sgd, rule::GroupState},
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

/// Numbers of any magnitude, one of which a guard may refuse or just let pass.
fn perhaps_refused() -> impl Strategy<Value = Vec<f32>> {
    let limit = SkipNonFinite::DEFAULT.limit();
    let one = prop::sample::select(vec![
        0.0,
        1e-45,
        1.0,
        limit.next_down(),
        limit,
        limit.next_up(),
        f32::MAX,
        f32::INFINITY,
        f32::NAN,
    ]);
    let power = prop::sample::select(vec![-45, -30, -20, 0, 15, 19]);
    let all = prop::collection::vec(-1.0..1.0_f32, N);
    (all, power, prop::option::of((0..N, one, any::<bool>()))).prop_map(|(all, power, one)| {
        let mut g: Vec<f32> = all.iter().map(|x| x * 10_f32.powi(power)).collect();
        if let Some((index, value, negative)) = one {
            g[index] = if negative { -value } else { value };
        }
        g
    })
}

/// A guard that counts how often it is shown a part of a gradient.
#[derive(Debug)]
struct CountingGuard {
    limit: f32,
    looks: u32,
}

impl Transform for CountingGuard {
    type Ready<'a> = ();

    fn guard(&self) -> Option<f32> {
        Some(self.limit)
    }

    fn begin(&mut self, _: &Step<'_>) -> Flow {
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, _: impl GradientPart<'s>) {
        self.looks += 1;
    }

    fn ready(&self, _: &Step<'_>) {}

    fn apply((): &(), element: Element<'_>) -> f32 {
        element.g
    }
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
    fn a_guard_whose_work_the_clipping_does_refuses_the_same(
        w in values(),
        gradients in prop::collection::vec(perhaps_refused(), 1..4),
        max in prop::sample::select(vec![1e-30, 0.5, 1e30, f32::INFINITY]),
        limit in prop::sample::select(vec![SkipNonFinite::DEFAULT, SkipNonFinite::FINITE]),
        part in 1..=N,
    ) {
        let clip = ClipByGlobalNorm::pytorch(max);
        // Behind nothing at all the clipping does not stand right behind the guard, which then looks itself.
        let apart = (limit, (), clip);
        let mut apart = Optimizer::<Sgd, [f32; N], _, _>::grouped(Sgd, apart, LAYOUT).unwrap();
        let shared = (limit, clip);
        let mut shared = Optimizer::<Sgd, [f32; N], _, _>::grouped(Sgd, shared, LAYOUT).unwrap();
        let switched = (limit, (Some(clip), AddDecayedWeights { weight_decay: 0.0 }));
        let mut switched = Optimizer::<Sgd, [f32; N], _, _>::grouped(Sgd, switched, LAYOUT).unwrap();
        let mut in_parts = Optimizer::<Sgd, [f32; N], _, _>::grouped(Sgd, (limit, clip), LAYOUT).unwrap();
        let [mut a, mut b, mut c, mut d] = [(); 4].map(|()| w.clone());
        for g in &gradients {
            let outcome = apart.step(&mut a, g, 0.1);
            prop_assert_eq!(shared.step(&mut b, g, 0.1), outcome);
            prop_assert_eq!(switched.step(&mut c, g, 0.1), outcome);
            let mut cut = in_parts.begin(&mut d, g, 0.1).unwrap();
            while !cut.advance(part) {}
            prop_assert_eq!(Ok(cut.finish()), outcome);
            prop_assert_eq!([bits(&b), bits(&c), bits(&d)], [(); 3].map(|()| bits(&a)));
            let norm = apart.transform().2.norm();
            prop_assert_eq!(shared.transform().1.norm().to_bits(), norm.to_bits());
            prop_assert_eq!(in_parts.transform().1.norm().to_bits(), norm.to_bits());
        }
        prop_assert_eq!(shared.skipped(), apart.skipped());
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
fn a_guard_looks_only_where_the_clipping_does_not_do_its_work() {
    fn looks<T: Chain>(limit: f32, behind: T) -> u32 {
        let mut chain = (CountingGuard { limit, looks: 0 }, behind);
        let (w, mut g) = ([0.0; 2], [3.0, 4.0]);
        transform(&mut chain, &Whole, 1, &w, &mut g).unwrap();
        chain.0.looks
    }
    let (limit, clip) = (SkipNonFinite::DEFAULT.limit(), ClipByGlobalNorm::new(1.0));
    assert_eq!(looks(limit, clip), 0);
    assert_eq!(looks(limit, (clip, ClipByValue::new(1.0))), 0);
    assert_eq!(looks(limit, Some(clip)), 0);
    // A sum of squares tells of no other limit, and a clipping that is switched off or stands elsewhere does not sum.
    assert_eq!(looks(1.0, clip), 1);
    assert_eq!(looks(f32::MAX, clip), 1);
    assert_eq!(looks(limit, None::<ClipByGlobalNorm>), 1);
    assert_eq!(looks(limit, (ClipByValue::new(1.0), clip)), 1);
    assert_eq!(looks(limit, ()), 1);
}

/// Alone it is no guard, whatever stood before it in another chain.
#[test]
fn a_clipping_that_was_behind_a_guard_does_not_stay_one() {
    for bad in [f32::NAN, f32::INFINITY] {
        let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
        let mut guarded = Optimizer::<_, [f32; 2], _>::with_transform(Sgd, chain).unwrap();
        let mut w = [0.0; 2];
        for (g, outcome) in [([3.0, 4.0], Outcome::Applied), ([3.0, bad], Outcome::Skipped)] {
            assert_eq!(guarded.step(&mut w, &g, 1.0), Ok(outcome));
            let clip = guarded.transform().1;
            assert_eq!(clip, clip, "nothing of a walk is left");
            let mut alone = Optimizer::<_, [f32; 2], _>::with_transform(Sgd, clip).unwrap();
            assert_eq!(alone.step(&mut w.clone(), &[1.0, f32::NAN], 1.0), Ok(Outcome::Diverged));
        }
        // Nor one whose step was forgotten in the middle.
        std::mem::forget(guarded.begin(&mut w.clone(), &[1.0, 2.0], 1.0).unwrap());
        let clip = guarded.transform().1;
        let mut alone = Optimizer::<_, [f32; 2], _>::with_transform(Sgd, clip).unwrap();
        assert_eq!(alone.step(&mut w.clone(), &[1.0, f32::NAN], 1.0), Ok(Outcome::Diverged));
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
