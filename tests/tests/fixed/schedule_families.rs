//! More schedules in integers: each within its bound of the formula in f64, and turning back where it may only.

use crate::schedules::{CLOSE, float, rate};
use proptest::prelude::*;
use std::f64::consts::PI;
use thalweg::fixed::{
    Rate,
    schedule::{
        Amplitude, Constant, Cosine, CosineWithHardRestarts, Cyclic, Exponential, InverseSqrt,
        InverseTime, Linear, MultiStep, OneCycle, PiecewiseConstant, Polynomial, Schedule,
        WarmRestarts, WarmupStableDecay,
    },
};
use thalweg::schedule::{
    self as floats, Boundary, Curve, OneCycleOptions, OneCyclePhases, OneCycleSteps,
};

/// `value` as integers have it.
fn held(value: f32) -> f64 {
    float(Rate::from_f32(value).unwrap())
}

/// Within so many units of 2⁻³⁰ of the formula.
fn close(found: Rate, right: f64, units: f64) -> Result<(), TestCaseError> {
    let apart = (float(found) - right).abs();
    prop_assert!(apart <= units * CLOSE, "{} for {right}: {} units", float(found), apart / CLOSE);
    Ok(())
}

/// From `from` to `to` with the share `left` of the way left.
fn left(from: f32, to: f32, left: f64) -> f64 {
    held(to) + (held(from) - held(to)) * left
}

fn cosine(gone: f64) -> f64 {
    f64::midpoint(1.0, (PI * gone).cos())
}

/// A number of steps of any size.
fn steps() -> impl Strategy<Value = u32> {
    (0..32_u32, 1..u32::MAX).prop_map(|(shift, steps)| (steps >> shift).max(1))
}

/// Steps of one phase of several, all of which fit: often none, or one.
fn phase() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), steps().prop_map(|steps| steps >> 2)]
}

/// From `step` to the next one it goes the way of its ends.
fn onwards(schedule: impl Schedule, step: u32, from: f32, to: f32) -> Result<(), TestCaseError> {
    let (now, next) = (schedule.at(step), schedule.at(step.saturating_add(1)));
    prop_assert!(if from <= to { now <= next } else { now >= next }, "{now:?}, {next:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_straight_line(a in rate(), b in rate(), n in steps(), t: u32) {
        let schedule = Linear::new(a, b, n).unwrap();
        let t = t % n;
        close(schedule.at(t), left(a, b, 1.0 - f64::from(t) / f64::from(n)), 1.0)?;
        onwards(schedule, t, a, b)?;
        prop_assert_eq!([0, n, u32::MAX].map(|t| float(schedule.at(t))), [a, b, b].map(held));
    }

    #[test]
    fn a_polynomial(a in rate(), b in rate(), p in 1..17_u16, n in steps(), t: u32) {
        let schedule = Polynomial::new(a, b, p.into(), n).unwrap();
        let t = t % n;
        let share = f64::from(n - t) / f64::from(n);
        close(schedule.at(t), left(a, b, share.powi(p.into())), p.into())?;
        onwards(schedule, t, a, b)?;
        prop_assert_eq!([0, n, u32::MAX].map(|t| float(schedule.at(t))), [a, b, b].map(held));
    }

    #[test]
    fn an_exponential(
        a in rate(), r in prop_oneof![1e-6..1.0_f32, 0.99..1.0_f32, Just(1.0), Just(0.5)], n in steps(), t: u32,
        floor in rate(), many in any::<bool>(),
    ) {
        let smooth = Exponential::new(a, r, n).unwrap();
        let t = t % if many { 1 << 24 } else { n.saturating_mul(64).min(1 << 24) };
        let power = |exponent: f64| held(a) * (f64::from(r).log2() * exponent).exp2();
        close(smooth.at(t), power(f64::from(t) / f64::from(n)), 4.0)?;
        let stairs = smooth.staircase();
        close(stairs.at(t), power(f64::from(t / n)), 4.0)?;
        prop_assert_eq!(stairs.at(t), smooth.at(t - t % n));
        // By 2⁻²⁸ or more of itself from one value to the next.
        let fall = -f64::from(r).ln();
        if fall >= 2_f64.powi(-28) {
            prop_assert!(stairs.at(t) >= stairs.at(t.saturating_add(n)));
        }
        if fall / f64::from(n) >= 2_f64.powi(-28) {
            prop_assert!(smooth.at(t) >= smooth.at(t + 1));
        }
        let limited = smooth.limit(floor).unwrap().at(t);
        let limit = Rate::from_f32(floor).unwrap();
        prop_assert_eq!(limited, if r < 1.0 { smooth.at(t).max(limit) } else { smooth.at(t).min(limit) });
        prop_assert_eq!(float(smooth.at(0)), held(a));
    }

    #[test]
    fn the_inverse_of_time(
        a in rate(), r in prop_oneof![Just(0.0_f32), 1e-9..1e-3_f32, 0.0..10.0_f32, 1e3..1e30_f32], n in steps(), t: u32,
        shift in 0..32_u32,
    ) {
        let schedule = InverseTime::new(a, r, n).unwrap();
        let t = t >> shift;
        let right = |time: f64| held(a) / (1.0 + f64::from(r) * time);
        close(schedule.at(t), right(f64::from(t) / f64::from(n)), 4.0)?;
        close(schedule.staircase().at(t), right(f64::from(t / n)), 4.0)?;
        if t < 1 << 28 {
            prop_assert!(schedule.at(t) >= schedule.at(t + 1));
        }
        prop_assert_eq!(float(schedule.at(0)), held(a));
    }

    #[test]
    fn the_inverse_root_of_the_step(a in rate(), w in prop_oneof![Just(0), steps()], t: u32, shift in 0..32_u32) {
        let schedule = InverseSqrt::new(a, w).unwrap();
        let up = t % w.max(1);
        if w > 0 {
            close(schedule.at(up), held(a) * f64::from(up) / f64::from(w), 1.0)?;
            onwards(schedule, up, 0.0, a)?;
        }
        let t = w.saturating_add(t >> shift);
        let share = f64::from(w.max(1)) / f64::from(t.max(1));
        close(schedule.at(t), held(a) * share.sqrt(), 8.0)?;
        prop_assert!(schedule.at(t) >= schedule.at(t.saturating_add(1)));
        prop_assert_eq!(float(schedule.at(w)), held(a));
    }

    #[test]
    fn steps_at_milestones(a in rate(), factor in 1e-4..=1.0_f32, at: [u16; 4], t in 0..70_000_u32) {
        let mut at = at.map(u32::from);
        at.sort_unstable();
        prop_assume!(at.windows(2).all(|pair| pair[0] < pair[1]));
        let schedule = MultiStep::<4>::new(a, factor, at).unwrap();
        prop_assert_eq!(schedule, MultiStep::from_slice(a, factor, &at).unwrap());
        let changes = at.iter().filter(|&&at| at <= t).count() as i32;
        let right = held(a) * f64::from(factor).powi(changes);
        let bound = right * f64::from(changes + 1) * 2_f64.powi(-29) + 2_f64.powi(-31);
        prop_assert!((float(schedule.at(t)) - right).abs() <= bound);
        prop_assert!(schedule.at(t) >= schedule.at(t + 1));
    }

    #[test]
    fn restarts(a in rate(), b in rate(), first in steps(), m in prop_oneof![Just(1_u32), 1..9_u32, Just(65_536)], t: u32, shift in 0..32_u32) {
        let schedule = WarmRestarts::new(a, b, first).unwrap().t_mult(m as f32).unwrap();
        let t = t >> shift;
        let (mut cycle, mut start, mut length) = (0_u32, 0_u64, u64::from(first));
        if m == 1 {
            (cycle, start) = (t / first, u64::from(t - t % first));
        } else {
            while start + length <= u64::from(t) {
                (cycle, start, length) = (cycle + 1, start + length, length * u64::from(m));
            }
        }
        let done = u64::from(t) - start;
        close(schedule.at(t), left(a, b, cosine(done as f64 / length as f64)), 8.0)?;
        let last = done + 1 == length;
        prop_assert_eq!(schedule.is_cycle_end(t), last);
        if !last && length <= 1 << 30 {
            onwards(schedule, t, a, b)?;
        }
        if t < u32::MAX {
            prop_assert!(!last || schedule.at(t + 1) == schedule.at(0));
        }
        let some = schedule.cycles(2);
        prop_assert_eq!(some.at(t), if cycle < 2 { schedule.at(t) } else { Rate::from_f32(b).unwrap() });
        prop_assert_eq!(some.is_cycle_end(t), last && cycle < 2);
    }

    #[test]
    fn cosines_by_number(a in rate(), b in rate(), n in steps(), cycles: u32, t: u32) {
        let (cycles, t) = (cycles % n.min(1000) + 1, t % n);
        prop_assume!(cycles <= n);
        let schedule = CosineWithHardRestarts::new(a, b, n, cycles).unwrap();
        let of_step = |t: u32| u64::from(t) * u64::from(cycles) % u64::from(n);
        close(schedule.at(t), left(a, b, cosine(of_step(t) as f64 / f64::from(n))), 4.0)?;
        if of_step(t) < of_step(t + 1) && n <= 1 << 30 {
            onwards(schedule, t, a, b)?;
        }
        prop_assert_eq!([0, n, u32::MAX].map(|t| float(schedule.at(t))), [a, b, b].map(held));
    }

    #[test]
    fn triangles(a in rate(), b in rate(), up in 0..=u32::MAX, down in steps(), t: u32, shift in 0..32_u32, halves: bool) {
        let (up, down) = (up >> shift >> 1, down >> 1);
        prop_assume!(up + down > 0);
        let amplitude = if halves { Amplitude::Halving } else { Amplitude::Full };
        let schedule = Cyclic::new(a, b, up, down).unwrap().amplitude(amplitude);
        let (cycle, t) = (t / (up + down), t);
        let position = t % (up + down);
        let high = if position <= up && up > 0 {
            f64::from(position) / f64::from(up)
        } else {
            f64::from(up + down - position) / f64::from(down)
        };
        let left_of_it = if halves { 0.5_f64.powi(cycle.min(1000) as i32) } else { 1.0 };
        close(schedule.at(t), held(a) + (held(b) - held(a)) * high * left_of_it, 1.0)?;
        if position + 1 < up + down {
            let (from, to) = if position < up { (a, b) } else { (b, a) };
            onwards(schedule, t, from, to)?;
        }
        prop_assert_eq!(schedule.cycles(cycle).at(t), Rate::from_f32(a).unwrap());
        prop_assert_eq!(schedule.cycles(cycle + 1).at(t), schedule.at(t));
    }

    #[test]
    fn one_cycle_is_that_of_floats(
        max in 0.0..1.9_f32, n in steps(), pct in 0.05..0.95_f32, t: u32, straight: bool, after: bool, phases in 0..3_u8,
    ) {
        let options = OneCycleOptions {
            pct_start: if phases == 1 { 0.5 * pct } else { pct },
            phases: match phases {
                0 => OneCyclePhases::Two,
                1 => OneCyclePhases::Three,
                _ => OneCyclePhases::ThreeUntil(f32::midpoint(1.0, pct)),
            },
            curve: if straight { Curve::Linear } else { Curve::Cosine },
            steps: if after { OneCycleSteps::AfterLast } else { OneCycleSteps::LastIsFinal },
            ..OneCycleOptions::DEFAULT
        };
        let Ok(wanted) = floats::OneCycle::new(max, n, &options) else {
            prop_assert!(OneCycle::new(max, n, &options).is_err());
            return Ok(());
        };
        let schedule = OneCycle::new(max, n, &options).unwrap();
        // Floats of 24 bits are as far from the formula.
        let rounding = 2e-7 * f64::from(max) / CLOSE;
        for t in [t % n, 0, n - 1, n, u32::MAX] {
            close(schedule.at(t), floats::Schedule::at(&wanted, t).into(), 8.0 + rounding)?;
        }
    }

    #[test]
    fn a_cycle_and_a_cooldown(
        a in rate(), b in rate(), c in rate(), half in 1..1_u32 << 30, down in phase(), t: u32,
    ) {
        let cycle = 2 * half;
        let schedule = OneCycle::with_cooldown(a, b, cycle, down, c).unwrap();
        for t in [t % (cycle + down), half - 1, cycle - 1, cycle + down - 1] {
            let (from, to, done, steps) = if t < half {
                (a, b, t, half)
            } else if t < cycle {
                (b, a, t - half, half)
            } else {
                (a, c, t - cycle, down)
            };
            let right = left(from, to, 1.0 - f64::from(done) / f64::from(steps));
            // Ends are whole steps: nothing is cut.
            close(schedule.at(t), right, 1.0)?;
            // Without a cooldown the end is a leap to its last rate.
            if t + 1 < cycle || down > 0 {
                onwards(schedule, t, from, to)?;
            }
        }
        prop_assert_eq!(float(schedule.at(cycle + down)), held(c));
    }

    #[test]
    fn a_plateau_and_a_decay(
        start in rate(), a in rate(), b in rate(), up in phase(), stable in phase(), down in phase(), t: u32, kind in 0..3_u8,
    ) {
        let curve = [Curve::Linear, Curve::Cosine, Curve::ONE_MINUS_SQRT][usize::from(kind)];
        let schedule = WarmupStableDecay::new(a, b, up, stable, down).unwrap();
        let schedule = schedule.start(start).unwrap().decay(curve).unwrap();
        let units = [1.0, 4.0, 8.0][usize::from(kind)];
        if up > 0 {
            for t in [t % up, up - 1] {
                close(schedule.at(t), left(start, a, 1.0 - f64::from(t) / f64::from(up)), 1.0)?;
                // With neither plateau nor decay the end is a leap to the last rate.
                if t + 1 < up || stable > 0 || down > 0 {
                    onwards(schedule, t, start, a)?;
                }
            }
        }
        prop_assert_eq!(float(schedule.at(up)), if stable > 0 || down > 0 { held(a) } else { held(b) });
        if down > 0 {
            for t in [t % down, down - 1] {
                let share = f64::from(t) / f64::from(down);
                let share = [1.0 - share, cosine(share), 1.0 - share.sqrt()][usize::from(kind)];
                close(schedule.at(up + stable + t), left(a, b, share), units)?;
                if down <= 1 << 28 {
                    onwards(schedule, up + stable + t, a, b)?;
                }
            }
        }
        prop_assert_eq!(float(schedule.at(up + stable + down)), held(b));
    }

    #[test]
    fn compositions(a in rate(), b in rate(), factor in prop_oneof![Just(1.0_f32), 0.0..8.0_f32, Just(1e30)], n in 1..5000_u32, t: u32, times in 1..9_u32) {
        let inner = Cosine::new(a, b, n).unwrap();
        let right = float(inner.at(t)) * f64::from(factor);
        let top = float(Rate::from_bits(u32::MAX));
        let scaled = float(inner.scale(factor).unwrap().at(t));
        prop_assert!((scaled - right.min(top)).abs() <= right.min(top) * CLOSE + 0.5 * CLOSE, "{scaled} {right}");
        let (low, high) = (a.min(b), a.max(b));
        let clamped = inner.clamp(0.5 * (low + high), high).unwrap();
        prop_assert_eq!(clamped.at(t), inner.at(t).max(Rate::from_f32(0.5 * (low + high)).unwrap()));
        let repeated = inner.repeat(n, times).unwrap();
        let cycle = (t / n).min(times - 1);
        prop_assert_eq!(repeated.at(t), inner.at(t - cycle * n));
        prop_assert_eq!(inner.hold_after(n / 2).at(t), inner.at(t.min(n / 2)));
    }

    #[test]
    fn each_is_its_namesake_in_floats(
        x in rate(), y in rate(), factor in 0.5..0.999_f32, n in 4..1000_u32, t in 0..5000_u32,
    ) {
        use floats::Schedule as _;
        let rounding = 4e-7 * f64::from(x.max(y)) / CLOSE + 8.0;
        macro_rules! twins {
            ($($schedule:ident::$new:ident($($argument:expr),*) $(.$then:ident($($with:expr),*))*;)*) => {$({
                let found = Schedule::at(&thalweg::fixed::schedule::$schedule::$new($($argument),*).unwrap()$(.$then($($with),*))*, t);
                let wanted = floats::$schedule::$new($($argument),*).unwrap()$(.$then($($with),*))*.at(t);
                close(found, wanted.into(), rounding)?;
            })*};
        }
        twins! {
            Linear::new(x, y, n);
            Polynomial::new(x, y, 3.0, n);
            Exponential::new(x, factor, n);
            Exponential::new(x, factor, n).staircase().limit(0.25).unwrap();
            InverseTime::new(x, factor, n);
            InverseTime::new(x, factor, n).staircase();
            InverseSqrt::new(x, n);
            MultiStep::new(x, factor, [n, 2 * n, 3 * n + 1]);
            MultiStep::new(x, factor, [n, 2 * n, 3 * n + 1]).boundary(Boundary::After);
            PiecewiseConstant::new(x, [(n, y), (2 * n, 0.5)]);
            PiecewiseConstant::new(x, [(n, y), (2 * n, 0.5)]).boundary(Boundary::Before);
            WarmRestarts::new(x, y, n).t_mult(3.0).unwrap().cycles(2);
            CosineWithHardRestarts::new(x, y, n, 3);
            Cyclic::new(x, y, n / 2, n);
            OneCycle::with_cooldown(x, y, n, n / 3, 0.1);
            WarmupStableDecay::new(x, y, n / 3, n, n / 2).start(y).unwrap().decay(Curve::Cosine).unwrap();
            WarmupStableDecay::knee(x, n / 4, n / 2, n);
        }
    }
}

#[test]
fn settings_out_of_range_are_named() {
    fn message<T: std::fmt::Debug>(made: Result<T, thalweg::Error>) -> String {
        made.unwrap_err().to_string()
    }
    let power = "power is 17; allowed: a whole number from 1 to 16 in fixed point";
    assert_eq!(message(Polynomial::new(1.0, 0.0, 17.0, 4)), power);
    for power in [0.0, -1.0, 1.5, f32::NAN, 1e30] {
        assert!(Polynomial::new(1.0, 0.0, power, 4).is_err(), "{power}");
    }
    let restarts = WarmRestarts::new(1.0, 0.0, 4).unwrap();
    let factor = "t_mult is 1.5; allowed: a whole number from 1 to 65536 in fixed point";
    assert_eq!(message(restarts.t_mult(1.5)), factor);
    assert_eq!(message(WarmRestarts::new(1.0, 0.0, 0)), "first_cycle is 0; allowed: at least 1");
    let rate = "rate is 1.5; allowed: above 0 and at most 1";
    assert_eq!(message(Exponential::new(1.0, 1.5, 4)), rate);
    assert_eq!(message(Exponential::new(1.0, 0.5, 0)), "steps is 0; allowed: at least 1");
    let limit = Exponential::new(1.0, 0.5, 1).unwrap().limit(2.0);
    assert_eq!(message(limit), "limit is 2; allowed: at least 0 and below 2");
    let curve = WarmupStableDecay::new(1.0, 0.0, 1, 1, 1).unwrap().decay(Curve::Polynomial(2.0));
    let wanted = "curve cannot be set: in fixed point it is Linear, Cosine or ONE_MINUS_SQRT";
    assert_eq!(message(curve), wanted);
    let options = OneCycleOptions { curve: Curve::ONE_MINUS_SQRT, ..OneCycleOptions::DEFAULT };
    let wanted = "curve cannot be set: a cycle in fixed point is Linear or Cosine";
    assert_eq!(message(OneCycle::new(1.0, 10, &options)), wanted);
    let error = message(MultiStep::new(1.0, 0.5, [3, 3]));
    assert_eq!(error, "milestones[1] is not above the entry before it; allowed: increasing");
    assert!(MultiStep::<1>::from_slice(1.0, 0.5, &[3, 4]).is_err());
    let error = message(PiecewiseConstant::new(1.0, [(5, 2.0)]));
    assert_eq!(error, "value is 2; allowed: at least 0 and below 2");
    assert!(PiecewiseConstant::new(1.0, [(5, 0.5), (5, 0.25)]).is_err());
    assert!(PiecewiseConstant::<1>::from_slice(1.0, &[(0, 1.0), (1, 1.0)]).is_err());
    assert!(CosineWithHardRestarts::new(1.0, 0.0, 10, 11).is_err());
    assert!(Cyclic::new(0.0, 1.0, 0, 0).is_err() && Cyclic::new(0.0, 1.0, u32::MAX, 1).is_err());
    assert!(InverseTime::new(1.0, -1.0, 1).is_err() && InverseSqrt::new(2.0, 1).is_err());
    assert!(Linear::new(1.0, 0.0, 0).is_err());
    assert!(WarmupStableDecay::new(1.0, 0.0, u32::MAX, 1, 0).is_err());
    assert!(WarmupStableDecay::knee(1.0, 5, 6, 10).is_err());
    let one = Constant::new(1.0).unwrap();
    assert_eq!(message(one.clamp(0.5, 0.25)), "low is 0.5; allowed: at most high");
    assert!(one.repeat(0, 1).is_err() && one.repeat(1, 0).is_err());
    assert!(one.scale(-1.0).is_err());
}

#[test]
fn what_is_read_of_the_families_passes_their_checks() {
    fn comes_back<T>(value: &T, from: &str, to: &str, error: &str)
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
        assert!(text.contains(from), "{text}");
        let refused = serde_json::from_str::<T>(&text.replace(from, to)).unwrap_err().to_string();
        assert!(refused.starts_with(error), "{refused}");
    }
    let steps = "steps is 0; allowed: at least 1";
    comes_back(&Linear::new(0.5, 0.25, 10).unwrap(), "\"steps\":10", "\"steps\":0", steps);
    let polynomial = Polynomial::new(0.5, 0.25, 2.0, 10).unwrap();
    comes_back(&polynomial, "\"power\":2", "\"power\":0", "power is 0; allowed: a whole number");
    comes_back(&Exponential::new(0.5, 0.25, 10).unwrap(), "\"steps\":10", "\"steps\":0", steps);
    comes_back(&InverseTime::new(0.5, 0.25, 10).unwrap(), "0.25", "-0.25", "rate is -0.25");
    let milestones = MultiStep::<2>::new(0.5, 0.5, [3, 5]).unwrap();
    comes_back(&milestones, "[5,", "[3,", "milestones[1] is not above");
    let changes = PiecewiseConstant::<2>::new(0.5, [(3, 0.25), (5, 0.125)]).unwrap();
    comes_back(&changes, "[5,", "[3,", "boundaries[1] is not above");
    let restarts = WarmRestarts::new(0.5, 0.25, 10).unwrap();
    comes_back(&restarts, "\"t_mult\":1", "\"t_mult\":0", "t_mult is 0; allowed: a whole number");
    let cosines = CosineWithHardRestarts::new(0.5, 0.25, 10, 3).unwrap();
    comes_back(&cosines, "\"cycles\":3", "\"cycles\":11", "cycles is 11; allowed: from 1 to steps");
    let triangle = Cyclic::new(0.5, 0.25, 3, 4).unwrap();
    comes_back(&triangle, "\"steps_up\":3", "\"steps_up\":4294967295", "steps_down is 4; allowed");
    let cycle = OneCycle::new(0.5, 10, &OneCycleOptions::DEFAULT).unwrap();
    comes_back(&cycle, "\"peak_at\":", "\"peak_at\":9", "phases cannot be set");
    let plateau = WarmupStableDecay::new(0.5, 0.25, 3, 4, 5).unwrap();
    comes_back(&plateau, ":5,", ":4294967295,", "decay_steps is 4294967295; allowed");
    let one = Constant::new(0.5).unwrap();
    comes_back(&one.clamp(0.25, 0.5).unwrap(), "\"high\":1073741824", "\"high\":1", "low is 0.25");
    comes_back(&one.repeat(3, 4).unwrap(), "\"period\":3", "\"period\":0", "period is 0");
    comes_back(&one.scale(0.5).unwrap(), "0.5", "-0.5", "factor is -0.5");
}
