//! One schedule after another.

use crate::schedule::Schedule;
use crate::words::{Words, words};

/// `first` while the step is below `boundary`, then `next` from its own step 0.
///
/// ```
/// use thalweg::schedule::{Constant, Schedule};
/// let schedule = Constant::new(1.0).unwrap().then(10, Constant::new(0.1).unwrap());
/// assert_eq!([schedule.at(9), schedule.at(10)], [1.0, 0.1]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Then<A, B> {
    first: A,
    pub(crate) boundary: u32,
    next: B,
}

words! {
    [A: Words, B: Words]
    struct Then<A, B> { first, boundary, next }
}

impl<A, B> Then<A, B> {
    /// Joins two schedules at `boundary`, the first step of `next`.
    pub const fn new(first: A, boundary: u32, next: B) -> Self {
        Self { first, boundary, next }
    }
}

impl<A, B> Then<A, B> {
    /// The same around two other schedules.
    pub(in crate::schedule) fn around<C, D>(self, first: C, next: D) -> Then<C, D> {
        Then { first, boundary: self.boundary, next }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Then<A, B> {
    fn at(&self, step: u32) -> f32 {
        match step.checked_sub(self.boundary) {
            None => self.first.at(step),
            Some(since) => self.next.at(since),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Cosine;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_meets_its_parts_to_the_bit(boundary: u32, step: u32, near in -2..3_i64) {
            let (first, next) =
                (Cosine::new(0.3, 0.1, 1000).unwrap(), Cosine::new(7.0, 0.0, 1 << 31).unwrap());
            let joined = first.then(boundary, next);
            for step in [step, boundary.saturating_add_signed(near as i32)] {
                let part =
                    if step < boundary { first.at(step) } else { next.at(step - boundary) };
                prop_assert_eq!(joined.at(step).to_bits(), part.to_bits());
            }
        }
    }
}
