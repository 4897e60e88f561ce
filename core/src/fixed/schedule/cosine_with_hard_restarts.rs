//! η(t) = final + (base − final) · (1 + cos(π · frac(n · t / T))) / 2, final from T on.
//!
//! Restarts by number: n equal cosines share T steps, whether T is a multiple of n or not. Hugging Face
//! transformers' `get_cosine_with_hard_restarts_schedule_with_warmup` (`num_cycles`), after I. Loshchilov, F. Hutter,
//! "SGDR: Stochastic Gradient Descent with Warm Restarts".

use super::{Schedule, curve::Curve, rate};
use crate::{Error, config::config, error, fixed::Rate, schedule::remainder};

config! {
    /// A number of equal cosines from `base_lr` to `final_lr`, one after another, over `steps` steps in all.
    ///
    /// Within 2⁻²⁸ of the formula. Turns back where a cosine starts, and otherwise never within 2³⁰ steps. A cosine that
    /// ends between two steps is left there; `final_lr` itself is reached at the end.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{CosineWithHardRestarts, Schedule};
    /// let schedule = CosineWithHardRestarts::new(1.0, 0.0, 10, 4).unwrap();
    /// assert_eq!([0, 5, 10, 99].map(|step| schedule.at(step).to_f32()), [1.0, 1.0, 0.0, 0.0]);
    /// assert_eq!(schedule.at(2), schedule.at(7)); // four fifths of a cosine
    /// ```
    #[derive(Eq)]
    pub struct CosineWithHardRestarts {
        base_lr: Rate,
        final_lr: Rate,
        steps: u32,
        cycles: u32,
    }
}

impl CosineWithHardRestarts {
    /// `base_lr` and `final_lr` in [0, 2); `steps` at least 1; `cycles` from 1 to `steps`.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32, cycles: u32) -> Result<Self, Error> {
        match (rate("base_lr", base_lr), rate("final_lr", final_lr)) {
            (Ok(base_lr), Ok(final_lr)) => {
                error::validated!(Self { base_lr, final_lr, steps, cycles })
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::at_least_one("steps", self.steps));
        if self.cycles >= 1 && self.cycles <= self.steps {
            return Ok(());
        }
        Err(Error::Count { field: "cycles", value: self.cycles, allowed: "from 1 to steps" })
    }
}

impl Schedule for CosineWithHardRestarts {
    fn at(&self, step: u32) -> Rate {
        if step >= self.steps {
            return self.final_lr;
        }
        // In units of 1/n steps the cosines have T each.
        let done = remainder(step, self.cycles, self.steps);
        Curve::Cosine.between(self.base_lr, self.final_lr, done, self.steps)
    }
}
