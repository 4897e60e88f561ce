//! η(t) = a(t) · b(t).
//!
//! PyTorch's `ChainedScheduler`: several schedules over one base rate, whose factors multiply. Here
//! one part carries the rate and every other starts from 1, so that there is one learning rate.

use crate::schedule::{Schedule, between::saturated};
use crate::words::{Words, words};

/// The product of two schedules.
///
/// ```
/// use thalweg::schedule::{Constant, StepDecay, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// // A first stretch at half the rate, times a decay.
/// let gentle = Constant::new(0.5)?.then(5, Constant::new(1.0)?);
/// let schedule = StepDecay::new(0.1, 0.1, 10, 0.0)?.product(gentle);
/// assert_eq!([0, 5].map(|step| schedule.at(step)), [0.05, 0.1]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Product<A, B> {
    a: A,
    b: B,
}

words! {
    [A: Words, B: Words]
    struct Product<A, B> { a, b }
}

impl<A, B> Product<A, B> {
    /// `a` times `b`, both at the same step; beyond the largest `f32`, that one.
    pub const fn new(a: A, b: B) -> Self {
        Self { a, b }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Product<A, B> {
    fn at(&self, step: u32) -> f32 {
        saturated(self.a.at(step) * self.b.at(step))
    }
}
