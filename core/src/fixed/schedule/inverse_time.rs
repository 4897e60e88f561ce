//! η(t) = base / (1 + rate · t / n), or with ⌊t / n⌋ a staircase.
//!
//! H. Robbins, S. Monro, "A Stochastic Approximation Method"; Keras' `InverseTimeDecay`.

use super::{Schedule, between, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, scale::Scale},
};

config! {
    /// A rate that falls with the inverse of time.
    ///
    /// Within 2⁻²⁸ of the formula, the first value exact. Never turns back within 2²⁸ steps.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{InverseTime, Schedule};
    /// let schedule = InverseTime::new(1.0, 1.0, 10).unwrap();
    /// let rates = [0, 10, 30].map(|step| schedule.at(step).to_f32());
    /// assert!(rates.iter().zip([1.0, 0.5, 0.25]).all(|(found, right)| (found - right).abs() < 4e-9));
    /// assert_eq!(schedule.staircase().at(9).to_f32(), 1.0);
    /// ```
    pub struct InverseTime {
        base_lr: Rate,
        rate: f32,
        steps: u32,
        staircase: bool,
    }
}

impl InverseTime {
    /// `base_lr` in [0, 2), `rate` in [0, ∞), of which what is below 2⁻¹²⁶ counts as 0; `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, rate: f32, steps: u32) -> Result<Self, Error> {
        match self::rate("base_lr", base_lr) {
            Ok(base_lr) => error::validated!(Self { base_lr, rate, steps, staircase: false }),
            Err(error) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("rate", self.rate));
        error::at_least_one("steps", self.steps)
    }

    /// Only at multiples of `steps`.
    #[must_use]
    pub const fn staircase(self) -> Self {
        Self { staircase: true, ..self }
    }
}

impl Schedule for InverseTime {
    fn at(&self, step: u32) -> Rate {
        let steps = self.steps.max(1);
        let time = if self.staircase {
            Scale::new(step / steps, 0)
        } else {
            Scale::new(step, 0).over(Scale::new(steps, 0))
        };
        let weight = time.times(Scale::from_f32(self.rate)).inverse_with_one();
        between(Rate::from_bits(0), self.base_lr, weight)
    }
}
