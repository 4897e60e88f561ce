//! η(t) = max(a(t), b(t)) and η(t) = min(a(t), b(t)).

use crate::schedule::Schedule;
use crate::words::{Words, words};

/// The larger of two schedules: a floor that itself moves.
///
/// ```
/// use thalweg::schedule::{Constant, Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let schedule = Cosine::new(1.0, 0.0, 10)?.max_of(Constant::new(0.25)?);
/// assert_eq!([0, 10].map(|step| schedule.at(step)), [1.0, 0.25]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Max<A, B> {
    a: A,
    b: B,
}

words! {
    [A: Words, B: Words]
    struct Max<A, B> { a, b }
}

impl<A, B> Max<A, B> {
    /// `a` or `b`, whichever is larger at a step; `b` where they cannot be compared.
    pub const fn new(a: A, b: B) -> Self {
        Self { a, b }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Max<A, B> {
    fn at(&self, step: u32) -> f32 {
        let (a, b) = (self.a.at(step), self.b.at(step));
        // Not `f32::max`: which zero it returns for 0 and −0 differs between targets.
        if a > b { a } else { b }
    }
}

/// The smaller of two schedules: a ceiling that itself moves, such as a warmup over a decay.
///
/// ```
/// use thalweg::schedule::{Constant, Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let schedule = Cosine::new(1.0, 0.0, 10)?.min_of(Constant::new(0.25)?);
/// assert_eq!([0, 10].map(|step| schedule.at(step)), [0.25, 0.0]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Min<A, B> {
    a: A,
    b: B,
}

words! {
    [A: Words, B: Words]
    struct Min<A, B> { a, b }
}

impl<A, B> Min<A, B> {
    /// `a` or `b`, whichever is smaller at a step; `b` where they cannot be compared.
    pub const fn new(a: A, b: B) -> Self {
        Self { a, b }
    }
}

impl<A: Schedule, B: Schedule> Schedule for Min<A, B> {
    fn at(&self, step: u32) -> f32 {
        let (a, b) = (self.a.at(step), self.b.at(step));
        if a < b { a } else { b }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Cosine, StepDecay};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_of_the_two_and_on_the_right_side(step in 0..3000_u32) {
            let a = Cosine::new(1.0, 0.0, 2000).unwrap();
            let b = StepDecay::new(0.8, 0.9, 50, 0.01).unwrap();
            let (larger, smaller) = (a.max_of(b).at(step), a.min_of(b).at(step));
            let (a, b) = (a.at(step), b.at(step));
            prop_assert!(larger >= a && larger >= b && (larger == a || larger == b));
            prop_assert!(smaller <= a && smaller <= b && (smaller == a || smaller == b));
        }
    }
}
