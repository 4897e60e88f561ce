//! η(t) = a(t) + b(t).
//!
//! A rate that is made of parts: a base that falls and a bump upon it, a bias that warms up from above.

use crate::schedule::{Schedule, between::saturated};
use crate::words::{Words, words};

/// The sum of two schedules.
///
/// ```
/// use thalweg::schedule::{Constant, Linear, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// // A warmup of the biases' rate from 0.1 down to the common one, which rises meanwhile.
/// let common = Linear::new(0.0, 0.01, 4)?;
/// let biases = common.sum(Linear::new(0.1, 0.0, 4)?);
/// assert_eq!([0, 4, 9].map(|step| biases.at(step)), [0.1, 0.01, 0.01]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sum<A, B> {
    a: A,
    b: B,
}

words! {
    [A: Words, B: Words]
    struct Sum<A, B> { a, b }
}

impl<A, B> Sum<A, B> {
    /// `a` plus `b`, both at the same step; beyond the largest `f32`, that one.
    pub const fn new(a: A, b: B) -> Self {
        Self { a, b }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Sum<A, B> {
    fn at(&self, step: u32) -> f32 {
        saturated(self.a.at(step) + self.b.at(step))
    }
}
