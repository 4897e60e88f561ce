//! η(t) = start + (end − start) · t / T, held from T on.
//!
//! Optax' `linear_schedule`; PyTorch's `LinearLR`, whose start and end are factors of its `base_lr`.

use super::{Schedule, line, rate};
use crate::{Error, config::config, error, fixed::Rate};

config! {
    /// A straight line from `start_lr` at step 0 to `end_lr` at step `steps`, then held.
    ///
    /// Within 2⁻³⁰ of the formula, both ends exact. Never turns back.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Linear, Schedule};
    /// let schedule = Linear::new(0.25, 1.25, 4).unwrap();
    /// assert_eq!([0, 2, 4, 99].map(|step| schedule.at(step).to_f32()), [0.25, 0.75, 1.25, 1.25]);
    /// ```
    #[derive(Eq)]
    pub struct Linear {
        start_lr: Rate,
        end_lr: Rate,
        steps: u32,
    }
}

impl Linear {
    /// `start_lr` and `end_lr` in [0, 2); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(start_lr: f32, end_lr: f32, steps: u32) -> Result<Self, Error> {
        match (rate("start_lr", start_lr), rate("end_lr", end_lr)) {
            (Ok(start_lr), Ok(end_lr)) => error::validated!(Self { start_lr, end_lr, steps }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("steps", self.steps)
    }
}

impl Schedule for Linear {
    fn at(&self, step: u32) -> Rate {
        line(self.start_lr, self.end_lr, step, self.steps)
    }
}
