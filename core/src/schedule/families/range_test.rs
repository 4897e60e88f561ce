//! η(t) = min · (max / min)^(t / n), or min + (max − min) · t / n: the learning-rate range test.
//!
//! L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", section 3.3: train while the
//! rate rises, and see where the loss turns. What to read from it is in [`feedback`](crate::feedback).

use crate::schedule::{
    Schedule,
    between::{geometric, linear},
};
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A rate that rises from `min_lr` to `max_lr`, then held.
    ///
    /// ```
    /// use thalweg::schedule::{RangeTest, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule = RangeTest::exponential(0.0625, 1.0, 100)?;
    /// assert_eq!([0, 25, 50, 100].map(|step| schedule.at(step)), [0.0625, 0.125, 0.25, 1.0]);
    /// assert_eq!(RangeTest::linear(0.0, 1.0, 100)?.at(25), 0.25);
    /// # Ok(())
    /// # }
    /// ```
    pub struct RangeTest {
        pub(crate) min_lr: f32,
        pub(crate) max_lr: f32,
        pub(crate) steps: u32,
        pub(crate) exponential: bool,
    }
}

words! { struct RangeTest { min_lr, max_lr, steps, exponential } }

impl RangeTest {
    /// By equal factors, from `min_lr`, above 0, to `max_lr`, not below it, over at least 1 step.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn exponential(min_lr: f32, max_lr: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { min_lr, max_lr, steps, exponential: true })
    }

    /// By equal differences, from `min_lr`, at least 0, to `max_lr`, not below it, over at least 1 step.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn linear(min_lr: f32, max_lr: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { min_lr, max_lr, steps, exponential: false })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(if self.exponential {
            error::positive("min_lr", self.min_lr)
        } else {
            error::non_negative("min_lr", self.min_lr)
        });
        error::check!(error::at_least_one("steps", self.steps));
        if self.max_lr >= self.min_lr && self.max_lr.is_finite() {
            return Ok(());
        }
        let allowed = "finite and not below min_lr";
        Err(Error::OutOfRange { field: "max_lr", value: self.max_lr, allowed })
    }
}

impl Schedule for RangeTest {
    fn at(&self, step: u32) -> f32 {
        let way = if self.exponential { geometric } else { linear };
        way(self.min_lr, self.max_lr, step, self.steps)
    }
}
