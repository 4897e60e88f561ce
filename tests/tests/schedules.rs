//! What every schedule promises, on random settings and steps: `cargo test -p thalweg-tests --test schedules`.
//!
//! Each family is held to its formula in float64, computed from the same f32 settings, at any step up to
//! 2³² − 1; the curves are held to theirs in the core. Where float64 itself cancels, the formula is
//! written so that it does not.

use proptest::prelude::*;
use std::f64::consts::FRAC_PI_2;
use thalweg::schedule::{
    Amplitude, Boundary, Cosine, Curve, CycleShape, Cyclic, CyclicalDecay, Exponential,
    InverseSqrt, InverseTime, Linear, MultiStep, Noam, OneCycle, OneCycleOptions, OneCyclePhases,
    OneCycleSteps, PastEnd, PeakDecay, PiecewiseConstant, PiecewiseCurve, Plateau, Polynomial,
    RangeTest, Schedule, StepDecay, WarmRestarts, WarmupStableDecay,
};

/// Within 4 ulp of `wanted`; below 1e-44, where an f32 has three bits, a factor of them may have none.
fn near(found: f32, wanted: f64) -> Result<(), TestCaseError> {
    let rounded = (wanted as f32).abs();
    let ulp = f64::from(rounded.next_up()) - f64::from(rounded);
    let difference = (f64::from(found) - wanted).abs();
    let error = difference / ulp;
    prop_assert!(error <= 4.0 || difference < 1e-44, "{error} ulp: {found:e} for {wanted:e}");
    Ok(())
}

/// low + (high − low)·w, w counted from the lower end.
fn mix(from: f32, to: f32, gone: f64, left: f64) -> f64 {
    let (from, to) = (f64::from(from), f64::from(to));
    if from <= to { from + (to - from) * gone } else { to + (from - to) * left }
}

fn half_cosine(u: f64) -> f64 {
    (FRAC_PI_2 * u).sin().powi(2)
}

/// A rate; 0 as often as not, where everything that cancels shows.
fn rate() -> impl Strategy<Value = f32> {
    prop_oneof![Just(0.0_f32), (-8.0_f32..1.0).prop_map(|x| 10_f32.powf(x))]
}

/// A length of any order of magnitude.
fn steps() -> impl Strategy<Value = u32> {
    (0..32_u32, any::<u32>()).prop_map(|(shift, steps)| (steps >> shift).max(1))
}

/// A step about a length: near 0, near it, within it, anywhere.
fn step_of(length: u32) -> impl Strategy<Value = u32> {
    prop_oneof![
        0..8_u32,
        (0..8_u32).prop_map(move |near| length.saturating_sub(near)),
        (0..8_u32).prop_map(move |near| length.saturating_add(near)),
        0..=length,
        any::<u32>(),
    ]
}

fn steps_and_step() -> impl Strategy<Value = (u32, u32)> {
    steps().prop_flat_map(|length| (Just(length), step_of(length)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_line((n, t) in steps_and_step(), a in rate(), b in rate()) {
        let (done, total) = (f64::from(t.min(n)), f64::from(n));
        let wanted = mix(a, b, done / total, (total - done) / total);
        near(Linear::new(a, b, n).unwrap().at(t), wanted)?;
        near(RangeTest::linear(a.min(b), a.max(b), n).unwrap().at(t),
            mix(a.min(b), a.max(b), done / total, 0.0))?;
    }

    #[test]
    fn half_a_cosine((n, t) in steps_and_step(), a in rate(), b in rate(), p in 0.2_f32..5.0) {
        let (done, total) = (f64::from(t.min(n)), f64::from(n));
        let (gone, left) = (half_cosine(done / total), half_cosine((total - done) / total));
        let cosine = Cosine::new(a, b, n).unwrap();
        near(cosine.at(t), mix(a, b, gone, left))?;
        let log = if left > 0.5 { (-gone).ln_1p() } else { left.ln() } * f64::from(p);
        near(cosine.exponent(p).unwrap().at(t), mix(a, b, -log.exp_m1(), log.exp()))?;
        prop_assert_eq!(cosine.exponent(1.0).unwrap().at(t), cosine.at(t));
        let rest = t % n;
        let folded = if t / n % 2 == 1 { n - rest } else { rest };
        prop_assert_eq!(cosine.past_end(PastEnd::RiseAgain).at(t), cosine.at(folded));
    }

    #[test]
    fn a_power((n, t) in steps_and_step(), a in rate(), b in rate(), p in 0.2_f32..5.0) {
        let power = |t: f64, n: f64| {
            let (u, left) = (t / n, (n - t) / n);
            let log = if left > 0.5 { (-u).ln_1p() } else { left.ln() } * f64::from(p);
            mix(a, b, -log.exp_m1(), log.exp())
        };
        let polynomial = Polynomial::new(a, b, p, n).unwrap();
        near(polynomial.at(t), power(f64::from(t.min(n)), f64::from(n)))?;
        let cycles = f64::from(t.div_ceil(n).max(1));
        near(polynomial.cycle().at(t), power(f64::from(t), f64::from(n) * cycles))?;
    }

    #[test]
    fn exponentials((n, t) in steps_and_step(), a in rate(), rate in 0.05_f32..1.5) {
        let decay = Exponential::new(a, rate, n).unwrap();
        let limited = |x: f64| x.min(f64::from(f32::MAX));
        let (a, rate) = (f64::from(a), f64::from(rate));
        // log 1.5 · 2³² is more than an f64 holds: what exceeds an f32 is held there.
        let power = |x: f64| (x * rate.ln()).min(1e3);
        near(decay.at(t), limited(a * power(f64::from(t) / f64::from(n)).exp()))?;
        near(decay.staircase().at(t), limited(a * power(f64::from(t / n)).exp()))?;
    }

    #[test]
    fn factors_close_to_one(k in any::<u32>(), ulps in 1..1_000_000_u32, a in 1e-3_f32..1.0) {
        // As many steps as leave something.
        let factor = f32::from_bits(1_f32.to_bits() - ulps);
        let log = f64::from(factor - 1.0).ln_1p();
        let k = k % (80.0 / -log).min(4e9) as u32;
        near(StepDecay::new(a, factor, 1, 0.0).unwrap().at(k), f64::from(a) * (f64::from(k) * log).exp())?;
    }

    #[test]
    fn a_range_test((n, t) in steps_and_step(), a in 1e-8_f32..1.0, b in 1e-8_f32..1.0) {
        let (low, high) = (a.min(b), a.max(b));
        let share = f64::from(t.min(n)) / f64::from(n);
        let wanted = f64::from(low) * (share * (f64::from(high) / f64::from(low)).ln()).exp();
        near(RangeTest::exponential(low, high, n).unwrap().at(t), wanted)?;
    }

    #[test]
    fn inverses_of_time((n, t) in steps_and_step(), a in rate(), rate in 0.0_f32..3.0, d in 1..5000_u32) {
        let (time, w) = (f64::from(t), f64::from(n));
        let peak = f64::from(a);
        let inverse = InverseTime::new(a, rate, n).unwrap();
        near(inverse.at(t), peak / (1.0 + f64::from(rate) * time / w))?;
        near(inverse.staircase().at(t), peak / (1.0 + f64::from(rate) * f64::from(t / n)))?;
        let root = if t < n { peak * time / w } else { peak * (w / time).sqrt() };
        near(InverseSqrt::new(a, n).unwrap().at(t), root)?;
        let s = time + 1.0;
        let noam = peak / f64::from(d).sqrt() * s.sqrt().recip().min(s * w.powf(-1.5));
        near(Noam::new(a, d, n).unwrap().at(t), noam)?;
    }

    #[test]
    fn triangles((n, t) in steps_and_step(), a in rate(), b in rate(), inc in 0.01_f32..0.99, c in 0.9_f32..1.0) {
        let (low, high) = (a.min(b), a.max(b));
        let (l, p, inc64) = (f64::from(n), f64::from(t % n), f64::from(inc));
        let up = l * inc64;
        let (way, side) = if p <= up { (p, up) } else { (l - p, l * (1.0 - inc64)) };
        let (height, cycle) = (way / side, t / n);
        let cyclic = Cyclic::asymmetric(low, high, n, inc).unwrap();
        near(cyclic.at(t), mix(low, high, height, 0.0))?;
        let halving = cyclic.amplitude(Amplitude::<Exponential>::Halving);
        near(halving.at(t), mix(low, high, height * 0.5_f64.powi(cycle.min(2000) as i32), 0.0))?;
        let range = cyclic.amplitude(Amplitude::ByStep(Exponential::new(1.0, c, 1).unwrap()));
        near(range.at(t), mix(low, high, height * f64::from(c).powf(f64::from(t)), 0.0))?;
        // Every cycle is the same bits, and none leaves its bounds.
        prop_assert_eq!(cyclic.at(t), cyclic.at(t % n));
        for value in [cyclic.at(t), halving.at(t), range.at(t)] {
            prop_assert!(low <= value && value <= high);
        }
        let momentum = cyclic.momentum(0.8, 0.9).unwrap();
        near(momentum.at(t), mix(0.9, 0.8, height, (side - way) / side))?;
    }

    #[test]
    fn restarts(first in 1..3000_u32, t in any::<u32>(), shift in 0..32_u32, factor in 1..5_u32, a in rate(), b in rate(), m in 0.5_f32..1.0) {
        let t = t >> shift;
        let (mut cycle, mut length, mut done) = (0, u64::from(first), u64::from(t));
        if factor == 1 {
            (cycle, done) = (u64::from(t / first), u64::from(t % first));
        }
        while done >= length {
            done -= length;
            length *= u64::from(factor);
            cycle += 1;
        }
        let (done, rest, length) = (done as f64, (length - done) as f64, length as f64);
        let (gone, left) = (half_cosine(done / length), half_cosine(rest / length));
        let restarts = WarmRestarts::new(a, b, first).unwrap().t_mult(factor as f32).unwrap();
        near(restarts.at(t), mix(a, b, gone, left))?;
        let ends = t.checked_add(1).is_some() && rest == 1.0;
        prop_assert_eq!(restarts.is_cycle_end(t), ends);

        let height = f64::from(m).powf(cycle as f64);
        let spans = restarts.peak_decay(PeakDecay::Span(m)).unwrap();
        if a >= b {
            near(spans.at(t), mix(a, b, 0.0, height * left))?;
            let decay = CyclicalDecay::new(b, a, CycleShape::Cosine, first).unwrap();
            let decay = decay.length_decay(factor as f32).unwrap().magnitude_decay(m).unwrap();
            near(decay.at(t), mix(a, b, gone, left) * height)?;
        }
        let peak = f64::from(a) * height;
        if peak >= f64::from(b) {
            let wanted = f64::from(b) + (peak - f64::from(b)) * left;
            near(restarts.peak_decay(PeakDecay::Peak(m)).unwrap().at(t), wanted)?;
        }
    }

    #[test]
    fn cycles_that_end_between_two_steps(first in 1..100_u32, t in 0..100_000_u32, factor in 1.1_f32..3.0, a in 0.1_f32..1.0) {
        let (mut length, mut done) = (f64::from(first), f64::from(t));
        while done >= length {
            done -= length;
            length *= f64::from(factor);
        }
        let left = half_cosine((length - done) / length);
        // The sum of float64 lengths is itself off by 1e-11 steps.
        prop_assume!(length - done > 1e-3);
        let restarts = WarmRestarts::new(a, 0.0, first).unwrap().t_mult(factor).unwrap();
        near(restarts.at(t), f64::from(a) * left)?;
    }

    #[test]
    fn one_cycles(n in steps(), t in any::<u32>(), pct in 0.05_f32..0.9, div in 2.0_f32..100.0,
                  last in 2.0_f32..1e5, max in 1e-4_f32..1.0, cosine in any::<bool>(), three in any::<bool>()) {
        let n = n.max(100);
        let t = t % n.saturating_add(5).max(1);
        let pct = if three { pct / 2.0 } else { pct };
        let settings = OneCycleOptions {
            pct_start: pct,
            div_factor: div,
            final_div_factor: last,
            phases: if three { OneCyclePhases::Three } else { OneCyclePhases::Two },
            curve: if cosine { Curve::Cosine } else { Curve::Linear },
            steps: OneCycleSteps::LastIsFinal,
        };
        let schedule = OneCycle::new(max, n, &settings).unwrap();
        let max = f64::from(max);
        let low = max / f64::from(div);
        let end = low / f64::from(last);
        let peak = f64::from(pct) * f64::from(n) - 1.0;
        let finish = f64::from(n) - 1.0;
        let back = if three { 2.0 * peak } else { peak };
        let now = f64::from(t);
        let (from, to, start, stop) = if now < peak {
            (low, max, 0.0, peak)
        } else if three && now < back {
            (max, low, peak, back)
        } else {
            (if three { low } else { max }, end, back, finish)
        };
        let wanted = if now >= finish {
            end
        } else {
            let (mut gone, mut left) = ((now - start) / (stop - start), (stop - now) / (stop - start));
            if cosine {
                (gone, left) = (half_cosine(gone), half_cosine(left));
            }
            if from <= to { from + (to - from) * gone } else { to + (from - to) * left }
        };
        near(schedule.at(t), wanted)?;
    }

    #[test]
    fn plateaus(w in 0..1000_u32, n in 1..100_000_u32, (d, t) in steps_and_step(), a in rate(), start in rate(), power in 0.1_f32..2.0) {
        let d = d / 2;
        let schedule = WarmupStableDecay::new(a, 0.0, w, n, d).unwrap().start(start).unwrap();
        let schedule = schedule.decay(Curve::ONE_MINUS_SQRT).unwrap();
        let falling = schedule.plateau(Plateau::Power { timescale: 7.5, power }).unwrap();
        let (time, warmup) = (f64::from(t), f64::from(w));
        if t < w {
            let wanted = mix(start, a, time / warmup, (warmup - time) / warmup);
            near(schedule.at(t), wanted)?;
            return Ok(());
        }
        let since = time - warmup;
        let plateau = f64::from(a) * (-f64::from(power) * (since / 7.5).ln_1p()).exp();
        let decayed = (since - f64::from(n)).max(0.0);
        let left = if decayed >= f64::from(d) && since >= f64::from(n) {
            0.0
        } else {
            let (u, rest) = (decayed / f64::from(d).max(1.0), (f64::from(d) - decayed) / f64::from(d).max(1.0));
            if decayed == 0.0 { 1.0 } else { rest / (1.0 + u.sqrt()) }
        };
        near(schedule.at(t), f64::from(a) * left)?;
        near(falling.at(t), plateau * left)?;
    }

    #[test]
    fn pieces(mut at in proptest::collection::vec(any::<u32>(), 4), values in proptest::collection::vec(rate(), 4), t in any::<u32>(), place in 0..8_usize, factor in 0.01_f32..1.0) {
        at.sort_unstable();
        at.dedup();
        let points: Vec<(u32, f32)> = at.iter().copied().zip(values.iter().copied()).collect();
        let t = if place < at.len() { at[place].wrapping_add(t % 3).wrapping_sub(1) } else { t };
        let line = PiecewiseCurve::<4>::from_slice(Curve::Linear, &points).unwrap();
        let constant = PiecewiseConstant::<4>::from_slice(0.5, &points).unwrap();
        let multi = MultiStep::<4>::from_slice(1.0, factor, &at).unwrap();
        for boundary in [Boundary::At, Boundary::After, Boundary::Before] {
            let passed = |b: u32| match boundary {
                Boundary::At => t >= b,
                Boundary::After => t > b,
                Boundary::Before => u64::from(t) + 1 >= u64::from(b),
            };
            let count = at.iter().filter(|b| passed(**b)).count();
            let value = if count == 0 { 0.5 } else { points[count - 1].1 };
            prop_assert_eq!(constant.boundary(boundary).at(t), value);
            near(multi.boundary(boundary).at(t), f64::from(factor).powi(count as i32))?;
        }
        let next = points.iter().position(|point| t < point.0);
        let wanted = match next {
            Some(0) => f64::from(points[0].1),
            None => f64::from(points[points.len() - 1].1),
            Some(next) => {
                let ((from, a), (to, b)) = (points[next - 1], points[next]);
                let length = f64::from(to - from);
                mix(a, b, f64::from(t - from) / length, f64::from(to - t) / length)
            }
        };
        near(line.at(t), wanted)?;
    }
}

/// The last and the first step of anything are the very numbers that were given.
#[test]
fn ends_are_exact() {
    for n in [2, 3, 7, 1000, (1 << 24) + 3, u32::MAX - 1, u32::MAX] {
        for (a, b) in [(0.3, 0.1), (0.1, 0.3), (0.1, 0.0), (1e-8, 0.7)] {
            let ends = |schedule: &dyn Schedule| [schedule.at(0), schedule.at(n)];
            assert_eq!(ends(&Linear::new(a, b, n).unwrap()), [a, b]);
            assert_eq!(ends(&Cosine::new(a, b, n).unwrap()), [a, b]);
            assert_eq!(ends(&Polynomial::new(a, b, 1.7, n).unwrap()), [a, b]);
            assert_eq!(
                ends(&PiecewiseCurve::new(Curve::Cosine, [(0, a), (n, b)]).unwrap()),
                [a, b]
            );
            let (low, high) = (f32::min(a, b), f32::max(a, b));
            assert_eq!(ends(&RangeTest::linear(low, high, n).unwrap()), [low, high]);
            if low > 0.0 {
                assert_eq!(ends(&RangeTest::exponential(low, high, n).unwrap()), [low, high]);
            }
            let cyclic = Cyclic::new(low, high, n / 2, n - n / 2).unwrap();
            assert_eq!([cyclic.at(0), cyclic.at(n / 2), cyclic.at(n)], [low, high, low]);
        }
    }
}

/// Neighbouring steps never turn back: rounding is monotone where the formula is.
#[test]
fn a_fall_never_rises() {
    for n in [1000, (1 << 24) + 3, u32::MAX] {
        let schedules: [&dyn Schedule; 4] = [
            &Linear::new(0.7, 0.01, n).unwrap(),
            &Cosine::new(0.7, 0.01, n).unwrap(),
            &Polynomial::new(0.7, 0.01, 2.0, n).unwrap(),
            &WarmupStableDecay::new(0.7, 0.01, 0, 0, n).unwrap(),
        ];
        for schedule in schedules {
            for start in [0, n / 3, n / 2, n - 400] {
                let values = (start..start + 400).map(|step| schedule.at(step)).collect::<Vec<_>>();
                assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{n} from {start}");
            }
        }
    }
}

#[test]
fn what_is_refused_is_named() {
    let texts = [
        Cosine::new(0.1, 0.0, 0).unwrap_err(),
        MultiStep::new(0.1, 0.5, [5, 4]).unwrap_err(),
        StepDecay::new(0.1, 1.5, 10, 0.0).unwrap_err(),
        WarmupStableDecay::knee(0.1, 80, 30, 100).unwrap_err(),
        Linear::new(f32::NAN, 0.0, 10).unwrap_err(),
        Cyclic::asymmetric(0.1, 1.0, 10, 1.5).unwrap_err(),
        Cyclic::new(0.1, -1.0, 5, 5).unwrap_err(),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        texts,
        [
            "steps is 0; allowed: at least 1",
            "milestones[1] is not above the entry before it; allowed: increasing",
            "factor is 1.5; allowed: above 0 and at most 1",
            "total_steps is 100; allowed: at least warmup_steps and explore_steps together",
            "start_lr is NaN; allowed: finite and at least 0",
            "inc_fraction is 1.5; allowed: from 0 to 1",
            "max_lr is -1; allowed: finite and at least 0",
        ]
    );
}
