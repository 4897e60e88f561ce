//! η(t) = max(base · factor^⌊t / period⌋, floor).
//!
//! PyTorch's `StepLR` and, with a floor, MXNet's `FactorScheduler` (which changes one step later).

use super::Schedule;
use crate::{Error, error, math::powi};

/// The rate times `factor` every `period` steps, never below `floor`.
///
/// ```
/// use thalweg::schedule::{Factor, Schedule};
/// let schedule = Factor::new(1.0, 0.5, 10, 0.2).unwrap();
/// assert_eq!([schedule.at(9), schedule.at(10), schedule.at(99)], [1.0, 0.5, 0.2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Factor {
    base_lr: f32,
    factor: f32,
    period: u32,
    floor: f32,
}

impl Factor {
    /// `base_lr` and `floor` in [0, ∞), `factor` in (0, 1], `period` in steps, at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, factor: f32, period: u32, floor: f32) -> Result<Self, Error> {
        error::check!(error::non_negative("base_lr", base_lr));
        error::check!(error::non_negative("floor", floor));
        if !(factor > 0.0 && factor <= 1.0) {
            return Err(Error::OutOfRange {
                field: "factor",
                value: factor,
                allowed: "above 0 and at most 1",
            });
        }
        if period == 0 {
            return Err(Error::Count { field: "period", value: 0, allowed: "at least 1" });
        }
        Ok(Self { base_lr, factor, period, floor })
    }
}

impl Schedule for Factor {
    fn at(&self, step: u32) -> f32 {
        let rate = self.base_lr * powi(self.factor, step / self.period.max(1));
        rate.max(self.floor)
    }
}
