//! The schedules that the page composes, and the line of Rust that says the same.

use crate::message;
use thalweg::{
    Error,
    schedule::{
        AnySchedule, Constant, Cosine, Family, OneCycle, OneCycleOptions, Polynomial, Schedule,
        StepDecay, WarmRestarts, WarmupStableDecay,
    },
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// A learning rate: a shape, most of them behind a linear warmup from 0.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct LearningRate {
    schedule: AnySchedule<2>,
    rust: String,
}

impl LearningRate {
    /// A shape alone: of type `kind`, made by `call`.
    fn new(shape: impl Into<Family>, kind: &str, call: &str) -> Self {
        Self { schedule: shape.into().into(), rust: format!("const LR: {kind} = valid!({call});") }
    }

    /// A shape behind a warmup, if that has any steps.
    fn warm(warmup: u32, shape: impl Into<Family>, kind: &str, call: &str) -> Result<Self, Error> {
        let alone = Self::new(shape, kind, call);
        if warmup == 0 {
            return Ok(alone);
        }
        let rust = format!(
            "const LR: Warmup<{kind}> = valid!(Warmup::linear({warmup}, 0.0, valid!({call})));"
        );
        Ok(Self { schedule: alone.schedule.warmup(warmup, 0.0)?, rust })
    }

    fn try_constant(warmup: u32, value: f32) -> Result<Self, Error> {
        let shape = Constant::new(value)?;
        Self::warm(warmup, shape, "Constant", &format!("Constant::new({value:?})"))
    }

    fn try_cosine(warmup: u32, base: f32, last: f32, steps: u32) -> Result<Self, Error> {
        let shape = Cosine::new(base, last, steps)?;
        Self::warm(warmup, shape, "Cosine", &format!("Cosine::new({base:?}, {last:?}, {steps})"))
    }

    fn try_factor(
        warmup: u32,
        base: f32,
        factor: f32,
        period: u32,
        floor: f32,
    ) -> Result<Self, Error> {
        let shape = StepDecay::new(base, factor, period, floor)?;
        let call = format!("StepDecay::new({base:?}, {factor:?}, {period}, {floor:?})");
        Self::warm(warmup, shape, "StepDecay", &call)
    }

    fn try_polynomial(
        warmup: u32,
        base: f32,
        last: f32,
        power: f32,
        steps: u32,
    ) -> Result<Self, Error> {
        let shape = Polynomial::new(base, last, power, steps)?;
        let call = format!("Polynomial::new({base:?}, {last:?}, {power:?}, {steps})");
        Self::warm(warmup, shape, "Polynomial", &call)
    }

    fn try_restarts(
        warmup: u32,
        base: f32,
        min: f32,
        period: u32,
        growth: f32,
    ) -> Result<Self, Error> {
        let shape = WarmRestarts::new(base, min, period)?.t_mult(growth)?;
        let call =
            format!("valid!(WarmRestarts::new({base:?}, {min:?}, {period})).t_mult({growth:?})");
        Self::warm(warmup, shape, "WarmRestarts", &call)
    }

    fn try_stable(
        warmup: u32,
        peak: f32,
        min: f32,
        stable: u32,
        decay: u32,
    ) -> Result<Self, Error> {
        let shape = WarmupStableDecay::new(peak, min, warmup, stable, decay)?;
        let call =
            format!("WarmupStableDecay::new({peak:?}, {min:?}, {warmup}, {stable}, {decay})");
        Ok(Self::new(shape, "WarmupStableDecay", &call))
    }

    fn try_one_cycle(max: f32, steps: u32) -> Result<Self, Error> {
        let shape = OneCycle::new(max, steps, &OneCycleOptions::DEFAULT)?;
        let call = format!("OneCycle::new({max:?}, {steps}, &OneCycleOptions::DEFAULT)");
        Ok(Self::new(shape, "OneCycle", &call))
    }
}

#[wasm_bindgen]
impl LearningRate {
    /// The same rate for ever.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn constant(warmup: u32, value: f32) -> Result<Self, JsError> {
        Self::try_constant(warmup, value).map_err(message)
    }

    /// Half a cosine from `base` to `last` over `steps`.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn cosine(warmup: u32, base: f32, last: f32, steps: u32) -> Result<Self, JsError> {
        Self::try_cosine(warmup, base, last, steps).map_err(message)
    }

    /// Times `factor` every `period` steps, never below `floor`.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn factor(
        warmup: u32,
        base: f32,
        factor: f32,
        period: u32,
        floor: f32,
    ) -> Result<Self, JsError> {
        Self::try_factor(warmup, base, factor, period, floor).map_err(message)
    }

    /// A power of the steps that are left, from `base` to `last`.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn polynomial(
        warmup: u32,
        base: f32,
        last: f32,
        power: f32,
        steps: u32,
    ) -> Result<Self, JsError> {
        Self::try_polynomial(warmup, base, last, power, steps).map_err(message)
    }

    /// Cosines from `base` to `min`, one after another, each `growth` times as long as the one before.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn restarts(
        warmup: u32,
        base: f32,
        min: f32,
        period: u32,
        growth: f32,
    ) -> Result<Self, JsError> {
        Self::try_restarts(warmup, base, min, period, growth).map_err(message)
    }

    /// A plateau of `stable` steps at `peak`, then in a straight line to `min` over `decay` steps.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn stable(
        warmup: u32,
        peak: f32,
        min: f32,
        stable: u32,
        decay: u32,
    ) -> Result<Self, JsError> {
        Self::try_stable(warmup, peak, min, stable, decay).map_err(message)
    }

    /// Up to `max` and down again within `steps`.
    ///
    /// # Errors
    /// A field out of its range.
    pub fn one_cycle(max: f32, steps: u32) -> Result<Self, JsError> {
        Self::try_one_cycle(max, steps).map_err(message)
    }

    /// The rate at `step`.
    #[must_use]
    pub fn at(&self, step: u32) -> f32 {
        self.schedule.at(step)
    }

    /// The rates of the steps 0 to `count − 1`.
    #[must_use]
    pub fn sample(&self, count: u32) -> Vec<f32> {
        (0..count).map(|step| self.schedule.at(step)).collect()
    }

    /// The line of Rust that gives the same bits.
    #[must_use]
    pub fn rust(&self) -> String {
        self.rust.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::{schedule::Warmup, valid};

    /// The line shown, compiled, is the curve drawn.
    macro_rules! same {
        ($rate:expr, $($line:tt)*) => {{
            $($line)*
            let rate = $rate.unwrap();
            let shown: String = rate.rust().split_whitespace().collect();
            let compiled: String = stringify!($($line)*).split_whitespace().collect();
            assert_eq!(shown, compiled);
            for step in 0..300 {
                assert_eq!(rate.at(step).to_bits(), LR.at(step).to_bits(), "step {step}");
            }
        }};
    }

    #[test]
    fn the_line_shown_is_the_curve_drawn() {
        same!(
            LearningRate::try_cosine(7, 0.003, 0.0, 133),
            const LR: Warmup<Cosine> =
                valid!(Warmup::linear(7, 0.0, valid!(Cosine::new(0.003, 0.0, 133))));
        );
        same!(
            LearningRate::try_factor(0, 0.1, 0.5, 40, 1e-5),
            const LR: StepDecay = valid!(StepDecay::new(0.1, 0.5, 40, 1e-5));
        );
        same!(
            LearningRate::try_constant(20, 1.0),
            const LR: Warmup<Constant> =
                valid!(Warmup::linear(20, 0.0, valid!(Constant::new(1.0))));
        );
        same!(
            LearningRate::try_polynomial(5, 0.1, 0.0, 2.0, 200),
            const LR: Warmup<Polynomial> =
                valid!(Warmup::linear(5, 0.0, valid!(Polynomial::new(0.1, 0.0, 2.0, 200))));
        );
        same!(
            LearningRate::try_restarts(0, 0.1, 0.001, 30, 1.5),
            const LR: WarmRestarts = valid!(valid!(WarmRestarts::new(0.1, 0.001, 30)).t_mult(1.5));
        );
        same!(
            LearningRate::try_stable(20, 0.1, 0.0, 100, 60),
            const LR: WarmupStableDecay = valid!(WarmupStableDecay::new(0.1, 0.0, 20, 100, 60));
        );
        same!(
            LearningRate::try_one_cycle(0.1, 200),
            const LR: OneCycle = valid!(OneCycle::new(0.1, 200, &OneCycleOptions::DEFAULT));
        );
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let error = LearningRate::try_cosine(0, -1.0, 0.0, 10).unwrap_err();
        assert_eq!(error.to_string(), "base_lr is -1; allowed: finite and at least 0");
    }
}
