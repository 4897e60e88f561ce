//! η(t) = base / (1 + rate · t / n), or with ⌊t / n⌋ a staircase.
//!
//! H. Robbins, S. Monro, "A Stochastic Approximation Method"; Keras' `InverseTimeDecay`.

use crate::schedule::Schedule;
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A rate that falls with the inverse of time.
    ///
    /// ```
    /// use thalweg::schedule::{InverseTime, Schedule};
    /// let schedule = InverseTime::new(1.0, 1.0, 10).unwrap();
    /// assert_eq!([0, 10, 30].map(|step| schedule.at(step)), [1.0, 0.5, 0.25]);
    /// assert_eq!(schedule.staircase().at(9), 1.0);
    /// ```
    pub struct InverseTime {
        pub(crate) base_lr: f32,
        pub(crate) rate: f32,
        pub(crate) steps: u32,
        pub(crate) staircase: bool,
    }
}

words! { struct InverseTime { base_lr, rate, steps, staircase } }

impl InverseTime {
    /// `base_lr` and `rate` in [0, ∞), `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, rate: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, rate, steps, staircase: false })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
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
    fn at(&self, step: u32) -> f32 {
        let steps = self.steps.max(1);
        let time = if self.staircase { (step / steps) as f32 } else { step as f32 / steps as f32 };
        self.base_lr / (1.0 + self.rate * time)
    }
}
