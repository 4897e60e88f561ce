//! η(t) = inner(min(t, last)).

use super::Schedule;
use crate::fixed::Rate;

/// A schedule that keeps the value of its step `last` ever after.
///
/// For a formula that would rise again, or go on falling, past the steps it was meant for.
///
/// ```
/// use thalweg::fixed::schedule::{StepDecay, Schedule};
/// let schedule = StepDecay::new(1.0, 0.5, 10, 0.0).unwrap().hold_after(20);
/// assert_eq!([20, 21, 1000].map(|step| schedule.at(step).to_f32()), [0.25; 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hold<S> {
    last: u32,
    inner: S,
}

impl<S> Hold<S> {
    /// `inner` up to its step `last`, whose value then stays.
    pub const fn after(last: u32, inner: S) -> Self {
        Self { last, inner }
    }
}

impl<S: Schedule> Schedule for Hold<S> {
    fn at(&self, step: u32) -> Rate {
        self.inner.at(step.min(self.last))
    }
}
