//! η(t) = begin + (inner(0) − begin) · t / w while t < w, then inner(t − w).
//!
//! P. Goyal et al., "Accurate, Large Minibatch SGD", section 2.2 (gradual warmup).

use super::{Schedule, line, rate};
use crate::{Error, fixed::Rate};

/// A linear warmup *in front of* a schedule, which then runs from its own step 0.
///
/// Within 2⁻³⁰ of the formula. Never turns back on its way, and reaches the schedule's first value
/// exactly.
///
/// ```
/// use thalweg::fixed::schedule::{Constant, Schedule, Warmup};
/// let schedule = Warmup::linear(4, 0.0, Constant::new(1.0).unwrap()).unwrap();
/// assert_eq!([0, 1, 2, 4, 9].map(|t| schedule.at(t).to_f32()), [0.0, 0.25, 0.5, 1.0, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Warmup<S> {
    steps: u32,
    begin: Rate,
    inner: S,
}

impl<S> Warmup<S> {
    /// From `begin` at step 0 to `inner`'s first value at step `steps`; 0 steps mean no warmup.
    ///
    /// # Errors
    /// `begin` outside [0, 2).
    pub const fn linear(steps: u32, begin: f32, inner: S) -> Result<Self, Error>
    where
        S: Copy,
    {
        match rate("begin", begin) {
            Ok(begin) => Ok(Self { steps, begin, inner }),
            Err(error) => Err(error),
        }
    }
}

impl<S: Schedule> Schedule for Warmup<S> {
    fn at(&self, step: u32) -> Rate {
        match step.checked_sub(self.steps) {
            Some(since) => self.inner.at(since),
            None => line(self.begin, self.inner.at(0), step, self.steps),
        }
    }
}
