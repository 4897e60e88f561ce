//! Averages of parameters in integers: the formula in float64, the average in floats, and every memory.

use oorandom::Rand32;
use proptest::prelude::*;
use thalweg::average::{self as floats, ParameterEmaOptions};
use thalweg::fixed::{
    Nearest, Rate, Rounding, Stochastic, Weight,
    average::{ParameterEma, Swa, interpolate},
};

const UNIT: f64 = 1.0 / (1_u32 << 22) as f64;
const N: usize = 3;
type Weights = [Weight; N];

/// Parameters up to `end` that walk.
fn vectors(seed: u64, end: f32) -> impl Iterator<Item = Weights> {
    let mut random = Rand32::new(seed);
    std::iter::repeat_with(move || {
        std::array::from_fn(|i| {
            Weight::saturating_from_f32((random.rand_float() - 0.3 * i as f32) * end)
        })
    })
}

fn exact(w: &[Weight]) -> Vec<f64> {
    w.iter().map(|w| f64::from(w.to_bits()) * UNIT).collect()
}

fn near(found: &[Weight], right: &[f64], bound: f64) {
    for (found, right) in exact(found).iter().zip(right) {
        assert!((found - right).abs() <= bound, "{found} for {right}, allowed {bound:e}");
    }
}

proptest! {
    #[test]
    fn an_ema_is_as_near_as_it_says(
        step_size in prop_oneof![0.001..1.0_f32, Just(0.5), Just(1.0), Just(0.25)],
        warmup in any::<bool>(), start_after in 0..3_u32, end in 0.01..400.0_f32, seed in any::<u64>(),
    ) {
        let options = ParameterEmaOptions { step_size, warmup, start_after };
        let mut average = ParameterEma::<Weights>::with_options(options, Nearest).unwrap();
        let mut twin = floats::ParameterEma::<[f32; N]>::with_options(options).unwrap();
        let (mut right, mut longest) = ([0.0; N], 0.0_f64);
        for (pushes, w) in (0..200_u32).zip(vectors(seed, end)) {
            average.push(&w).unwrap();
            twin.push(&w.map(Weight::to_f32)).unwrap();
            let t = pushes.saturating_sub(start_after);
            let grown = if warmup { 9.0 / f64::from(10 + t) } else { 0.0 };
            let share = if t == 0 { 1.0 } else { f64::from(step_size).max(grown) };
            for (e, w) in right.iter_mut().zip(exact(&w)) {
                if t > 0 {
                    longest = longest.max((w - *e).abs());
                }
                *e += share * (w - *e);
            }
            let bound = 0.5 * UNIT / f64::from(step_size) + longest / 65_536.0 + 1e-9;
            near(average.value(), &right, bound);
            let twin: Vec<_> = twin.value().iter().map(|&e| f64::from(e)).collect();
            near(average.value(), &twin, bound + 1e-4 * f64::from(end) / f64::from(step_size).sqrt());
        }
    }

    #[test]
    fn an_equal_average_is_as_near_as_it_says(end in 0.01..400.0_f32, seed in any::<u64>()) {
        let (mut average, mut sums) = (Swa::<Weights>::new(Nearest), [0.0; N]);
        let mut longest = 0.0_f64;
        for (n, w) in (1..300).zip(vectors(seed, end)) {
            for ((sum, w), mean) in sums.iter_mut().zip(exact(&w)).zip(exact(average.value())) {
                longest = longest.max((w - mean).abs());
                *sum += w;
            }
            average.push(&w).unwrap();
            let n = f64::from(n);
            let bound = (n + 1.0) / 4.0 * UNIT + longest / 65_536.0 + 1e-9;
            near(average.value(), &sums.map(|sum| sum / n), bound);
        }
    }

    #[test]
    fn a_line_to_the_start_is_as_near_as_it_says(share in 0..=1_u32 << 31, end in 0.01..400.0_f32, seed in any::<u64>()) {
        let mut both = vectors(seed, end);
        let (mut tuned, start) = (both.next().unwrap(), both.next().unwrap());
        let (before, from) = (exact(&tuned), exact(&start));
        interpolate(&mut tuned, &start, Rate::from_bits(share)).unwrap();
        let share = f64::from(share) / f64::from(1_u32 << 31);
        let right: Vec<_> = before.iter().zip(&from).map(|(w, start)| start + share * (w - start)).collect();
        let way = before.iter().zip(&from).map(|(w, start)| (w - start).abs()).fold(0.0, f64::max);
        near(&tuned, &right, 0.5 * UNIT + way / 65_536.0);
    }
}

/// To nearest an average rests short of parameters that do; at random it arrives.
#[test]
fn a_dithered_average_arrives() {
    let (from, to) = ([Weight::<22>::from_bits(0)], [Weight::from_bits(400)]);
    let options = ParameterEmaOptions::DEFAULT;
    let mut nearest = ParameterEma::<[Weight; 1]>::with_options(options, Nearest).unwrap();
    let rounding = Stochastic::new(5);
    let mut dithered = ParameterEma::<[Weight; 1], _>::with_options(options, rounding).unwrap();
    nearest.push(&from).unwrap();
    dithered.push(&from).unwrap();
    for _ in 0..20_000 {
        nearest.push(&to).unwrap();
        dithered.push(&to).unwrap();
    }
    assert_eq!(nearest.value(), from);
    assert!((395..=405).contains(&dithered.value()[0].to_bits()), "{dithered:?}");
}

fn everywhere<D: Rounding + PartialEq>(rounding: D) {
    let options = ParameterEmaOptions { warmup: true, ..ParameterEmaOptions::DEFAULT };
    let mut inside = ParameterEma::<Weights, D>::with_options(options, rounding).unwrap();
    let mut equal = Swa::<Weights, D>::new(rounding);
    let (mut memory, mut other) = ([Weight::from_bits(7); N], [Weight::from_bits(7); N]);
    let mut lent = ParameterEma::lend(options, rounding, &mut memory[..]).unwrap();
    let mut equal_lent = Swa::lend(rounding, &mut other[..]);
    for w in vectors(3, 9.0).take(30) {
        inside.push(&w).unwrap();
        lent.push(&w).unwrap();
        equal.push(&w).unwrap();
        equal_lent.push(&w).unwrap();
        // What is read is restored into one that has seen something else.
        let mut copy = ParameterEma::<Weights, D>::with_options(options, rounding).unwrap();
        copy.push(&[Weight::from_bits(99); N]).unwrap();
        copy.restore(inside.state(), inside.value(), *inside.rounding()).unwrap();
        assert_eq!(copy, inside);
        let mut copy = Swa::<Weights, D>::new(rounding);
        copy.restore(equal.state(), equal.value(), *equal.rounding()).unwrap();
        assert_eq!(copy, equal);
        assert_eq!((lent.value(), lent.state()), (inside.value(), inside.state()));
        assert_eq!((equal_lent.value(), equal_lent.count()), (equal.value(), equal.count()));
    }
}

#[test]
fn every_memory_has_the_same_bits() {
    everywhere(Nearest);
    everywhere(Stochastic::new(7));
}

#[test]
fn what_does_not_fit_is_refused_by_name_and_changes_nothing() {
    let mut average = ParameterEma::<Weights>::new(0.5).unwrap();
    average.push(&[Weight::from_bits(6); N]).unwrap();
    let before = average;
    let error = average.push(&[Weight::from_bits(0)]).unwrap_err().to_string();
    assert_eq!(error, "parameters has 1 elements; allowed: exactly 3");
    let error = average.restore(before.state(), &[], Nearest).unwrap_err().to_string();
    assert_eq!(error, "value has 0 elements; allowed: exactly 3");
    assert_eq!(average, before);
    let mut equal = Swa::<Weights>::new(Nearest);
    assert!(equal.push(&[]).is_err() && equal.restore(equal.state(), &[], Nearest).is_err());
    for decay in [1.0, -0.1, f32::NAN] {
        let error = ParameterEma::<Weights>::new(decay).unwrap_err().to_string();
        assert!(error.ends_with("allowed: at least 0 and below 1"), "{error}");
    }
    let options = ParameterEmaOptions { step_size: 0.0, ..ParameterEmaOptions::DEFAULT };
    assert!(ParameterEma::<Weights, _>::with_options(options, Nearest).is_err());
    assert!(ParameterEma::lend(options, Nearest, &mut [Weight::<22>::from_bits(0)]).is_err());
    let mut w = [Weight::<22>::from_bits(5)];
    let error = interpolate(&mut w, &[], Rate::from_bits(1)).unwrap_err().to_string();
    assert_eq!(error, "start has 0 elements; allowed: exactly 1");
    let error = interpolate(&mut w, &[Weight::from_bits(0)], Rate::from_f32(1.5).unwrap());
    assert_eq!(error.unwrap_err().to_string(), "share is 1.5; allowed: from 0 to 1");
    assert_eq!(w, [Weight::from_bits(5)]);
}
