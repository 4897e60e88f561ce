//! One schedule after another.

use super::Schedule;
use crate::fixed::Rate;

/// `first` while the step is below `boundary`, then `next` from its own step 0.
///
/// ```
/// use thalweg::fixed::{Rate, schedule::{Constant, Schedule}};
/// let schedule = Constant::new(1.0).unwrap().then(10, Constant::new(0.5).unwrap());
/// assert_eq!([9, 10].map(|step| schedule.at(step).to_f32()), [1.0, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Then<A, B> {
    first: A,
    boundary: u32,
    next: B,
}

impl<A, B> Then<A, B> {
    /// Joins two schedules at `boundary`, the first step of `next`.
    pub const fn new(first: A, boundary: u32, next: B) -> Self {
        Self { first, boundary, next }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Then<A, B> {
    fn at(&self, step: u32) -> Rate {
        match step.checked_sub(self.boundary) {
            None => self.first.at(step),
            Some(since) => self.next.at(since),
        }
    }
}
