//! State in fewer bits: how much memory, how far from the exact state, and the same bits after a resume.

use proptest::prelude::*;
use thalweg::{
    gradient::SkipNonFinite,
    group::{Group, Groups, Whole},
    optimizer::{
        Adam, Counters, Momentum, Optimizer, Rule,
        rule::GroupState,
        state::{
            Bf16, Blockwise8, DynamicMap, F16, Float16, LinearMap, MomentKind, Precision, blocks,
        },
    },
};

const N: usize = 200;
type Tested<R, P, const N: usize> = Optimizer<R, [P; N], SkipNonFinite>;
type Eighth<C> = Blockwise8<{ blocks(N) }, C>;

/// Runs a check for every precision that rounds.
macro_rules! each {
    ($check:ident) => {{
        $check::<Bf16>();
        $check::<F16>();
        $check::<Eighth<DynamicMap>>();
        $check::<Eighth<LinearMap>>();
    }};
}

/// A gradient of mixed sizes that changes from step to step.
fn gradient(step: u32) -> Vec<f32> {
    let at = |i: usize| ((i * 37 + step as usize * 11) % 101) as f32 / 50.0 - 1.0;
    (0..N).map(|i| at(i) * [1.0, 0.1, 1e-3, 10.0][i % 4]).collect()
}

fn bits(w: &[f32]) -> Vec<u32> {
    w.iter().map(|w| w.to_bits()).collect()
}

#[test]
fn the_state_of_adam_takes_eight_four_and_two_bytes_a_parameter() {
    const N: usize = 4096;
    type Eighths = Blockwise8<{ blocks(N) }>;

    /// Without the rule, its transformation, group and counters: what no parameter takes.
    fn state<R: Rule, P: Precision, Empty: Precision>() -> f64 {
        let empty = size_of::<Optimizer<R, [Empty; 0], SkipNonFinite>>();
        (size_of::<Optimizer<R, [P; N], SkipNonFinite>>() - empty) as f64 / N as f64
    }

    assert_eq!(state::<Adam, f32, f32>(), 8.0);
    assert_eq!(state::<Adam, Bf16, Bf16>(), 4.0);
    assert_eq!(state::<Adam, F16, F16>(), 4.0);
    assert_eq!(state::<Adam, Eighths, Blockwise8<0>>(), 2.125);
    assert_eq!(state::<Momentum, Eighths, Blockwise8<0>>(), 1.0625);
}

#[test]
fn a_training_goes_on_with_the_same_bits_after_a_resume() {
    fn check<P: Precision>() {
        let mut whole = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
        let mut first = whole.clone();
        let (mut w, mut v) = ([0.5; N], [0.5; N]);
        for step in 0..40 {
            whole.step(&mut w, &gradient(step), 1e-2).unwrap();
        }
        for step in 0..17 {
            first.step(&mut v, &gradient(step), 1e-2).unwrap();
        }
        let mut second = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
        let state: Vec<_> = first.state().collect();
        second.restore(first.counters(), &state, first.group_states()).unwrap();
        assert_eq!(second.state().collect::<Vec<_>>(), state, "{}", std::any::type_name::<P>());
        for step in 17..40 {
            second.step(&mut v, &gradient(step), 1e-2).unwrap();
        }
        assert_eq!(bits(&v), bits(&w), "{}", std::any::type_name::<P>());
    }
    each!(check);
}

#[test]
fn groups_that_begin_with_a_block_change_no_bit() {
    fn check<P: Precision>() {
        let groups = Groups([Group::vector(128), Group::vector(N - 128)]);
        let mut one = Optimizer::<Adam, [P; N], SkipNonFinite, Whole>::new(Adam::DEFAULT).unwrap();
        let mut two = Optimizer::<Adam, [P; N], SkipNonFinite, _>::grouped(
            Adam::DEFAULT,
            SkipNonFinite::DEFAULT,
            groups,
        )
        .unwrap();
        let (mut w, mut v) = ([0.5; N], [0.5; N]);
        for step in 0..30 {
            one.step(&mut w, &gradient(step), 1e-2).unwrap();
            two.step(&mut v, &gradient(step), 1e-2).unwrap();
        }
        assert_eq!(bits(&v), bits(&w), "{}", std::any::type_name::<P>());
    }
    check::<f32>();
    check::<Bf16>();
    check::<F16>();
    check::<Blockwise8<{ blocks(N) + 1 }, DynamicMap>>();
    check::<Blockwise8<{ blocks(N) + 1 }, LinearMap>>();
}

#[test]
fn a_seed_changes_the_rounding_and_nothing_else() {
    fn with<P: Precision>() -> Vec<f32> {
        let mut optimizer = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
        let mut w = [0.5; N];
        (0..20).for_each(|step| {
            optimizer.step(&mut w, &gradient(step), 1e-2).unwrap();
        });
        w.to_vec()
    }
    for (one, other) in
        [(with::<Bf16<1>>(), with::<Bf16<2>>()), (with::<F16<1>>(), with::<F16<2>>())]
    {
        assert_ne!(bits(&one), bits(&other));
        let mean = one.iter().zip(&other).map(|(a, b)| (a - b).abs()).sum::<f32>() / N as f32;
        assert!(mean < 1e-3, "{mean}");
    }
}

/// What v has left after a thousand steps without a gradient, β₂ = 0.999: e⁻¹ of what it was.
fn decayed<P: Precision>() -> f64 {
    let mut optimizer = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
    let progress = [GroupState { steps: 1, tensor: () }];
    let start: Vec<_> = (0..N).map(|i| [0.0, 1.0 / (1 + i % 64) as f32]).collect();
    optimizer.restore(Counters { steps: 1, skipped: 0 }, &start, &progress).unwrap();
    for _ in 0..1000 {
        optimizer.step(&mut [0.0; N], &[0.0; N], 1e-3).unwrap();
    }
    let sum: f64 = optimizer.state().map(|[_, v]| f64::from(v)).sum();
    sum / start.iter().map(|[_, v]| f64::from(*v)).sum::<f64>()
}

#[test]
fn an_average_of_squares_stands_still_if_rounded_to_nearest_and_decays_if_stochastically() {
    const NEAREST: u32 = 1 << 31;
    fn nearest<F: Float16>() -> f32 {
        let store = |v: f32| {
            let root = if F::ROOTS { v.sqrt() } else { v };
            let kept = F::decode(F::encode(root, NEAREST));
            if F::ROOTS { kept * kept } else { kept }
        };
        (0..1000).fold(1.0, |v, _| store(0.999 * v))
    }
    // bf16 does not move at all. Half precision of a root stands still or falls with every step.
    assert_eq!(nearest::<Bf16>(), 1.0);
    assert!((nearest::<F16>() / 0.3677 - 1.0).abs() > 0.02, "{}", nearest::<F16>());
    let exact = decayed::<f32>();
    assert!((exact - 0.3677).abs() < 1e-3, "{exact}");
    for (name, found, within) in [
        ("bf16", decayed::<Bf16>(), 0.01),
        ("f16", decayed::<F16>(), 0.01),
        ("dynamic", decayed::<Eighth<DynamicMap>>(), 0.05),
        ("linear", decayed::<Eighth<LinearMap>>(), 0.05),
    ] {
        println!("{name}: {found:.4} of {exact:.4}");
        assert!((found / exact - 1.0).abs() < within, "{name}: {found} of {exact}");
    }
}

#[test]
fn small_gradients_move_parameters_as_far_as_large_ones() {
    fn check<P: Precision>() {
        // Squares down to 1e-10: far below what f16 can hold.
        for scale in [1.0, 1e-3, 1e-5] {
            let mut optimizer =
                Tested::<Adam, P, N>::new(Adam { epsilon: 1e-12, ..Adam::DEFAULT }).unwrap();
            let mut w = [0.0; N];
            for _ in 0..20 {
                optimizer.step(&mut w, &[scale; N], 1e-3).unwrap();
            }
            let mean = w.iter().sum::<f32>() / N as f32;
            let name = std::any::type_name::<P>();
            assert!((mean / -0.02 - 1.0).abs() < 0.05, "{name}, |g| = {scale}: moved {mean}");
            assert!(w.iter().all(|w| (w / -0.02 - 1.0).abs() < 0.6), "{name} {scale}: {w:?}");
        }
    }
    check::<f32>();
    each!(check);
}

#[test]
fn rounding_is_unbiased_over_steps() {
    fn check<P: Precision>() {
        let mut exact = Tested::<Momentum, f32, N>::new(Momentum::DEFAULT).unwrap();
        let mut rounded = Tested::<Momentum, P, N>::new(Momentum::DEFAULT).unwrap();
        // The largest element of each block is exact; the mean of the others has to be right.
        let gradient: Vec<f32> = (0..N).map(|i| if i % 64 == 0 { 1.0 } else { 0.013 }).collect();
        let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
        for step in 0..400 {
            exact.step(&mut [0.0; N], &gradient, 0.1).unwrap();
            rounded.step(&mut [0.0; N], &gradient, 0.1).unwrap();
            if step < 50 {
                continue;
            }
            for (i, ([a], [b])) in exact.state().zip(rounded.state()).enumerate() {
                if i % 64 != 0 {
                    let error = f64::from((b - a) / a);
                    sum += error;
                    squares += error * error;
                    count += 1.0;
                }
            }
        }
        // Errors of ten successive steps hang together.
        let deviation = (squares / count).sqrt() / (count / 20.0_f64).sqrt();
        let name = std::any::type_name::<P>();
        assert!(squares > 0.0 && (sum / count).abs() < 4.0 * deviation, "{name}: {}", sum / count);
    }
    each!(check);
}

/// The worst error of a state that is kept, in units of the stated one.
fn kept<P: Precision>(states: &[[f32; 2]], step: impl Fn(MomentKind, f32, f32) -> f32) -> f32 {
    let mut optimizer = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
    optimizer
        .restore(Counters { steps: 1, skipped: 0 }, states, &[GroupState { steps: 1, tensor: () }])
        .unwrap();
    let found: Vec<_> = optimizer.state().collect();
    let mut worst = 0.0_f32;
    for (exact, found) in states.chunks(64).zip(found.chunks(64)) {
        for slot in 0..2 {
            let kind = <Adam as Rule>::moment(slot);
            let root = |x: f32| if kind == MomentKind::Second { x.sqrt() } else { x };
            let scale = exact.iter().fold(0.0, |max: f32, s| max.max(root(s[slot]).abs()));
            for (exact, found) in exact.iter().zip(found) {
                let (exact, found) = (root(exact[slot]), root(found[slot]));
                assert!(
                    kind == MomentKind::First || exact == 0.0 || found > 0.0,
                    "a square became 0"
                );
                let allowed = step(kind, exact.abs(), scale) + 1e-6 * scale;
                worst = worst.max((found - exact).abs() / allowed);
            }
        }
    }
    worst
}

proptest! {
    #[test]
    fn a_kept_state_is_within_its_stated_error(
        states in prop::collection::vec(
            (-12.0..3.0_f32, any::<bool>(), -20.0..6.0_f32).prop_map(|(m, negative, v)| {
                let m = 10_f32.powf(m);
                [if negative { -m } else { m }, 10_f32.powf(v)]
            }),
            N,
        ),
    ) {
        let linear = |kind, _, scale| scale / if kind == MomentKind::First { 127.0 } else { 255.0 };
        prop_assert!(kept::<Eighth<LinearMap>>(&states, linear) <= 1.0);
        // Within a decade of 2ⁱ codes a step is 0.9/2ⁱ of it.
        let dynamic = |kind, x: f32, scale: f32| {
            let top = if kind == MomentKind::First { 6 } else { 7 };
            let decade = (-(x / scale).log10()).floor().clamp(0.0, top as f32) as i32;
            scale * 10_f32.powi(-decade) * (0.9 / 2_f32.powi(top - decade)).max(f32::from(u8::from(decade == top)))
        };
        prop_assert!(kept::<Eighth<DynamicMap>>(&states, dynamic) <= 1.0);
        prop_assert!(kept::<Bf16>(&states, |_, x, _| x / 256.0) <= 1.0);
    }

    #[test]
    fn nothing_panics_whatever_the_state(
        bits in prop::collection::vec(any::<[u32; 2]>(), N),
    ) {
        fn check<P: Precision>(states: &[[f32; 2]]) {
            let mut optimizer = Tested::<Adam, P, N>::new(Adam::DEFAULT).unwrap();
            let counters = Counters { steps: 3, skipped: 0 };
            // What no step leaves behind is refused; what one might have left is gone on with.
            let taken = optimizer.restore(counters, states, &[GroupState { steps: 3, tensor: () }]);
            let possible = |[m, v]: &[f32; 2]| m.is_finite() && v.is_finite() && *v >= 0.0;
            assert_eq!(taken.is_ok(), states.iter().all(possible));
            optimizer.step(&mut [1.0; N], &[0.1; N], 1e-3).unwrap();
        }
        let mut states: Vec<_> = bits.iter().map(|s| s.map(f32::from_bits)).collect();
        if bits[0][0] % 2 == 0 {
            let finite = |x: f32| if x.is_finite() { x } else { 1e30 };
            states.iter_mut().for_each(|[m, v]| (*m, *v) = (finite(*m), finite(*v).abs()));
        }
        check::<Bf16>(&states);
        check::<F16>(&states);
        check::<Eighth<DynamicMap>>(&states);
        check::<Eighth<LinearMap>>(&states);
    }
}
