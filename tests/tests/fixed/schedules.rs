//! Schedules in integers: exact ends, no turning back, and the formula.

use proptest::prelude::*;
use thalweg::fixed::{
    Rate,
    schedule::{Constant, Cosine, Schedule, StepDecay, Warmup},
};
use thalweg::schedule::{self as floats, Schedule as _};

pub(crate) fn rate() -> impl Strategy<Value = f32> {
    prop_oneof![Just(0.0_f32), Just(1.0), 0.0..1.999_f32, 0.0..1e-4_f32]
}

pub(crate) fn float(rate: Rate) -> f64 {
    f64::from(rate.to_bits()) / f64::from(1_u32 << 31)
}

/// Two units of 2⁻³¹.
pub(crate) const CLOSE: f64 = 1.0 / (1_u32 << 30) as f64;

proptest! {
    #[test]
    fn a_cosine_is_the_formula(a in rate(), b in rate(), steps in 1..u32::MAX, t in any::<u32>()) {
        let schedule = Cosine::new(a, b, steps).unwrap();
        let (a, b) = (Rate::from_f32(a).unwrap(), Rate::from_f32(b).unwrap());
        prop_assert_eq!(schedule.at(0), a);
        prop_assert_eq!(schedule.at(steps), b);
        prop_assert_eq!(schedule.at(t.max(steps)), b);
        let t = t % steps;
        let cos = (std::f64::consts::PI * f64::from(t) / f64::from(steps)).cos();
        let right = float(b) + (float(a) - float(b)) * (1.0 + cos) / 2.0;
        prop_assert!((float(schedule.at(t)) - right).abs() <= 4.0 * CLOSE);
    }

    #[test]
    fn a_cosine_never_turns_back(steps in 1..1_u32 << 30, t in any::<u32>()) {
        let schedule = Cosine::new(1.0, 0.0, steps).unwrap();
        let t = t % steps;
        prop_assert!(schedule.at(t) >= schedule.at(t + 1));
    }

    #[test]
    fn a_warmup_rises_to_the_schedule(begin in rate(), to in rate(), w in 1..u32::MAX, t in any::<u32>()) {
        let schedule = Constant::new(to).unwrap().warmup(w, begin).unwrap();
        let (from, to) = (Rate::from_f32(begin).unwrap(), Rate::from_f32(to).unwrap());
        prop_assert_eq!(schedule.at(0), from);
        prop_assert_eq!(schedule.at(w), to);
        let t = t % w;
        let (now, next) = (schedule.at(t), schedule.at(t + 1));
        let onwards = if from <= to { now <= next } else { now >= next };
        prop_assert!(onwards);
        let right = float(from) + (float(to) - float(from)) * f64::from(t) / f64::from(w);
        prop_assert!((float(now) - right).abs() <= CLOSE);
    }

    #[test]
    fn a_factor_only_falls(base in rate(), factor in 1e-3..0.9995_f32, period in 1..1000_u32, t in any::<u32>()) {
        let schedule = StepDecay::new(base, factor, period, 0.0).unwrap();
        prop_assert_eq!(schedule.at(0), Rate::from_f32(base).unwrap());
        for t in [t, t % (100 * period)] {
            prop_assert!(schedule.at(t) >= schedule.at(t.saturating_add(period)));
            let changes = t / period;
            let factor = float(Rate::from_f32(factor).unwrap());
            let right = float(Rate::from_f32(base).unwrap()) * factor.powf(changes.into());
            let bound = right * (f64::from(changes) + 1.0) * CLOSE * 2.0 + CLOSE;
            prop_assert!((float(schedule.at(t)) - right).abs() <= bound);
        }
    }

    #[test]
    fn each_is_its_namesake_in_floats(
        x in rate(), y in rate(), factor in 0.5..0.999_f32, n in 1..1000_u32, t in 0..5000_u32,
    ) {
        // A float between two ends is rounded where the larger of them is.
        let rounding = 2e-7 * f64::from(x.max(y));
        let close = |found: Rate, wanted: f32, changes: u32| {
            let wanted = f64::from(wanted);
            let bound = wanted * (f64::from(changes) + 1.0) * CLOSE * 2.0 + CLOSE + rounding;
            prop_assert!((float(found) - wanted).abs() <= bound, "{} {wanted}", float(found));
            Ok(())
        };
        close(Constant::new(x).unwrap().at(t), floats::Constant::new(x).unwrap().at(t), 0)?;
        let cosine = (Cosine::new(x, y, n).unwrap(), floats::Cosine::new(x, y, n).unwrap());
        close(cosine.0.at(t), cosine.1.at(t), 0)?;
        // The floor may lie above the base.
        let decay = StepDecay::new(x, factor, n, y).unwrap();
        let wanted = floats::StepDecay::new(x, factor, n, y).unwrap();
        close(decay.at(t), wanted.at(t), t / n)?;
        let warm = cosine.0.warmup(n / 2, y).unwrap().then(n, Constant::new(x).unwrap());
        let wanted = cosine.1.warmup(n / 2, y).unwrap().then(n, floats::Constant::new(x).unwrap());
        close(warm.at(t), wanted.at(t), 0)?;
    }

    #[test]
    fn any_step_of_a_composition_has_a_value(t in any::<u32>(), at in any::<u32>(), w in any::<u32>()) {
        let schedule = StepDecay::new(0.5, 0.1, 3, 0.01).unwrap().warmup(w, 0.0).unwrap();
        let schedule = schedule.then(at, Cosine::new(1.9, 0.0, w.max(1)).unwrap());
        prop_assert!(schedule.at(t).to_bits() < u32::MAX);
    }
}

#[test]
fn every_step_of_a_short_cosine_falls_and_mirrors() {
    for steps in 1..400_u32 {
        let schedule = Cosine::new(1.0, 0.0, steps).unwrap();
        for t in 0..steps {
            let (now, next) = (schedule.at(t), schedule.at(t + 1));
            assert!(now > next, "step {t} of {steps}");
            let mirrored = schedule.at(steps - t);
            assert!((float(now) + float(mirrored) - 1.0).abs() <= CLOSE);
        }
    }
}

#[test]
fn a_floor_above_the_base_takes_over_at_the_first_change() {
    let schedule = StepDecay::new(0.1, 0.5, 10, 0.2).unwrap();
    let rates = [0, 9, 10].map(|step| schedule.at(step));
    assert_eq!(rates, [0.1, 0.1, 0.2].map(|rate| Rate::from_f32(rate).unwrap()));
}

#[test]
fn what_is_read_passes_the_constructors_check() {
    let decay = StepDecay::new(0.1, 0.5, 10, 0.2).unwrap();
    let text = serde_json::to_string(&decay).unwrap();
    assert_eq!(serde_json::from_str::<StepDecay>(&text).unwrap(), decay);
    let refused = |text: String| serde_json::from_str::<StepDecay>(&text).unwrap_err().to_string();
    let error = refused(text.replace(":10,", ":0,"));
    assert!(error.starts_with("period is 0; allowed: at least 1"), "{error}");
    let error = refused(text.replace(":1073741824,", ":4000000000,"));
    assert!(error.starts_with("factor is 1.8626451; allowed: at most 1"), "{error}");
    let cosine = Cosine::new(0.1, 0.25, 10).unwrap().warmup(3, 0.0).unwrap();
    let text = serde_json::to_string(&cosine).unwrap();
    assert_eq!(serde_json::from_str::<Warmup<Cosine>>(&text).unwrap(), cosine);
    let error = serde_json::from_str::<Warmup<Cosine>>(&text.replace(":10", ":0")).unwrap_err();
    assert!(error.to_string().starts_with("steps is 0; allowed: at least 1"), "{error}");
}

#[test]
fn rates_out_of_range_are_named() {
    let error = Cosine::new(2.0, 0.0, 10).unwrap_err();
    assert_eq!(error.to_string(), "base_lr is 2; allowed: at least 0 and below 2");
    assert!(Constant::new(f32::NAN).is_err());
    assert!(StepDecay::new(1.0, 1.5, 1, 0.0).is_err());
    assert!(Cosine::new(1.0, 0.0, 0).is_err());
    assert!(Constant::new(1.0).unwrap().warmup(3, -0.5).is_err());
}
