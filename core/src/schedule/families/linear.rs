//! η(t) = start + (end − start) · t / T, held from T on.
//!
//! Optax' `linear_schedule`; PyTorch's `LinearLR`, whose start and end are factors of its `base_lr`.

use crate::schedule::{Schedule, between::linear};
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A straight line from `start_lr` at step 0 to `end_lr` at step `steps`, then held.
    ///
    /// ```
    /// use thalweg::schedule::{Linear, Schedule};
    /// let schedule = Linear::new(0.1, 0.5, 4).unwrap();
    /// assert_eq!([0, 2, 4, 99].map(|step| schedule.at(step)), [0.1, 0.3, 0.5, 0.5]);
    /// ```
    pub struct Linear {
        pub(crate) start_lr: f32,
        pub(crate) end_lr: f32,
        pub(crate) steps: u32,
    }
}

words! { struct Linear { start_lr, end_lr, steps } }

impl Linear {
    /// `start_lr` and `end_lr` in [0, ∞); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(start_lr: f32, end_lr: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { start_lr, end_lr, steps })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("start_lr", self.start_lr));
        error::check!(error::non_negative("end_lr", self.end_lr));
        error::at_least_one("steps", self.steps)
    }
}

impl Schedule for Linear {
    fn at(&self, step: u32) -> f32 {
        linear(self.start_lr, self.end_lr, step, self.steps)
    }
}
