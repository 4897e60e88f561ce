//! η(t) = begin + (inner(0) − begin) · t / w while t < w, then inner(t − w).
//!
//! P. Goyal et al., "Accurate, Large Minibatch SGD", section 2.2 (gradual warmup).

use super::Schedule;
use crate::{Error, error};

/// A linear warmup *in front of* a schedule, which then runs from its own step 0.
///
/// ```
/// use thalweg::schedule::{Constant, Schedule, Warmup};
/// let schedule = Warmup::linear(4, 0.0, Constant::new(1.0).unwrap()).unwrap();
/// assert_eq!([0, 1, 2, 4, 9].map(|step| schedule.at(step)), [0.0, 0.25, 0.5, 1.0, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Warmup<S> {
    steps: u32,
    begin: f32,
    inner: S,
}

impl<S> Warmup<S> {
    /// From `begin` at step 0 to `inner`'s first value at step `steps`; 0 steps mean no warmup.
    ///
    /// # Errors
    /// `begin` negative or not finite.
    pub const fn linear(steps: u32, begin: f32, inner: S) -> Result<Self, Error>
    where
        S: Copy,
    {
        error::check!(error::non_negative("begin", begin));
        Ok(Self { steps, begin, inner })
    }
}

impl<S: Schedule> Schedule for Warmup<S> {
    fn at(&self, step: u32) -> f32 {
        if step >= self.steps {
            return self.inner.at(step - self.steps);
        }
        let target = self.inner.at(0);
        self.begin + (target - self.begin) * (step as f32 / self.steps as f32)
    }
}
