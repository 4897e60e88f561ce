//! η(t) = base · rate^(t / n), or with the exponent's floor a staircase.
//!
//! PyTorch's `ExponentialLR` (n = 1), Optax' and Keras' exponential decay.

use crate::schedule::Schedule;
use crate::words::words;
use crate::{
    Error,
    config::config,
    error,
    math::{Exponent, Wide, power_of_integer},
};

config! {
    /// The rate times `rate` every `steps` steps, smoothly or at once.
    ///
    /// ```
    /// use thalweg::schedule::{Exponential, Schedule};
    /// let smooth = Exponential::new(1.0, 0.25, 10).unwrap();
    /// let stairs = smooth.staircase().limit(0.1).unwrap();
    /// assert_eq!([0, 5, 10, 20].map(|step| smooth.at(step)), [1.0, 0.5, 0.25, 0.0625]);
    /// assert_eq!([0, 5, 10, 20].map(|step| stairs.at(step)), [1.0, 1.0, 0.25, 0.1]);
    /// ```
    pub struct Exponential {
        pub(crate) base_lr: f32,
        pub(crate) rate: f32,
        pub(crate) steps: u32,
        pub(crate) staircase: bool,
        pub(crate) limit: Option<f32>,
    }
}

words! { struct Exponential { base_lr, rate, steps, staircase, limit } }

impl Exponential {
    /// `base_lr` in [0, ∞); `rate` above 0, below 1 for a decay; `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, rate: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, rate, steps, staircase: false, limit: None })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::positive("rate", self.rate));
        error::check!(error::at_least_one("steps", self.steps));
        match self.limit {
            Some(limit) => error::non_negative("limit", limit),
            None => Ok(()),
        }
    }

    /// Only at multiples of `steps`.
    #[must_use]
    pub const fn staircase(self) -> Self {
        Self { staircase: true, ..self }
    }

    /// Never beyond `limit`: a floor if `rate` is below 1, else a ceiling.
    ///
    /// # Errors
    /// `limit` negative or not finite.
    pub const fn limit(self, limit: f32) -> Result<Self, Error> {
        error::validated!(Self { limit: Some(limit), ..self })
    }
}

impl Schedule for Exponential {
    fn at(&self, step: u32) -> f32 {
        let steps = self.steps.max(1);
        let rate = Wide::from_f32(self.rate);
        let power = if self.staircase || steps == 1 {
            power_of_integer(rate, step / steps)
        } else if step == 0 {
            Wide::ONE
        } else {
            let exponent = Wide::from_u32(step).over(Wide::from_u32(steps));
            Exponent::log2(rate).times(exponent).exp2()
        };
        let value = Wide::from_f32(self.base_lr).times(power).to_f32();
        match self.limit {
            Some(limit) if self.rate < 1.0 && value < limit => limit,
            Some(limit) if self.rate >= 1.0 && value > limit => limit,
            _ => value,
        }
    }
}
