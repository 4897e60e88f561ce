//! The schedules that the page composes, and the line of Rust that says the same.

use crate::message;
use thalweg::{
    Error,
    schedule::{Constant, Cosine, Factor, Schedule, Warmup},
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// What comes after the warmup.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Constant(Constant),
    Cosine(Cosine),
    Factor(Factor),
}

impl Schedule for Shape {
    fn at(&self, step: u32) -> f32 {
        match self {
            Self::Constant(schedule) => schedule.at(step),
            Self::Cosine(schedule) => schedule.at(step),
            Self::Factor(schedule) => schedule.at(step),
        }
    }
}

/// A learning rate: a linear warmup from 0, then a shape.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct LearningRate {
    schedule: Warmup<Shape>,
    rust: String,
}

impl LearningRate {
    fn warm(warmup: u32, shape: Shape, kind: &str, call: &str) -> Result<Self, Error> {
        let rust = if warmup == 0 {
            format!("const LR: {kind} = valid!({call});")
        } else {
            format!(
                "const LR: Warmup<{kind}> = valid!(Warmup::linear({warmup}, 0.0, valid!({call})));"
            )
        };
        Ok(Self { schedule: shape.warmup(warmup, 0.0)?, rust })
    }

    fn try_constant(warmup: u32, value: f32) -> Result<Self, Error> {
        let shape = Shape::Constant(Constant::new(value)?);
        Self::warm(warmup, shape, "Constant", &format!("Constant::new({value:?})"))
    }

    fn try_cosine(warmup: u32, base: f32, last: f32, steps: u32) -> Result<Self, Error> {
        let shape = Shape::Cosine(Cosine::new(base, last, steps)?);
        Self::warm(warmup, shape, "Cosine", &format!("Cosine::new({base:?}, {last:?}, {steps})"))
    }

    fn try_factor(
        warmup: u32,
        base: f32,
        factor: f32,
        period: u32,
        floor: f32,
    ) -> Result<Self, Error> {
        let shape = Shape::Factor(Factor::new(base, factor, period, floor)?);
        let call = format!("Factor::new({base:?}, {factor:?}, {period}, {floor:?})");
        Self::warm(warmup, shape, "Factor", &call)
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
    use thalweg::valid;

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
            const LR: Factor = valid!(Factor::new(0.1, 0.5, 40, 1e-5));
        );
        same!(
            LearningRate::try_constant(20, 1.0),
            const LR: Warmup<Constant> =
                valid!(Warmup::linear(20, 0.0, valid!(Constant::new(1.0))));
        );
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let error = LearningRate::try_cosine(0, -1.0, 0.0, 10).unwrap_err();
        assert_eq!(error.to_string(), "base_lr is -1; allowed: finite and at least 0");
    }
}
