//! η(t) = partᵢ(t − boundaryᵢ) for the last boundaryᵢ ≤ t.
//!
//! Optax' `join_schedules`, PyTorch's `SequentialLR`.

use crate::{Error, schedule::Schedule};

/// Several schedules of one type, one after another, each from its own step 0.
///
/// The list is borrowed: a `const` array, a `heapless::Vec`, any slice. Parts of different types go
/// in as `&dyn Schedule`, or two by two with [`Then`](super::Then).
///
/// ```
/// use thalweg::schedule::{Constant, Cosine, Join, Schedule};
/// use thalweg::valid;
///
/// const WARM: Constant = valid!(Constant::new(0.1));
/// const DOWN: Cosine = valid!(Cosine::new(1.0, 0.0, 50));
/// const LAST: Constant = valid!(Constant::new(0.01));
/// static STAGES: [(u32, &(dyn Schedule + Sync)); 2] = [(10, &DOWN), (60, &LAST)];
///
/// let schedule = Join::new(&WARM as &(dyn Schedule + Sync), &STAGES).unwrap();
/// assert_eq!([9, 10, 59, 60].map(|step| schedule.at(step)), [0.1, 1.0, DOWN.at(49), 0.01]);
/// ```
///
/// ```compile_fail
/// use thalweg::{schedule::{Constant, Join}, valid};
/// const ONE: Constant = valid!(Constant::new(0.1));
/// const SCHEDULE: Join<'static, Constant> =
///     valid!(Join::new(ONE, &[(20, ONE), (10, ONE)])); // boundaries do not increase
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Join<'a, S> {
    first: S,
    rest: &'a [(u32, S)],
}

impl<'a, S: Copy> Join<'a, S> {
    /// `first`, then each of `rest` from its boundary on, the step that is its step 0.
    ///
    /// # Errors
    /// Boundaries that do not increase. A first one of 0 leaves out `first`, as in [`Then`](super::Then).
    pub const fn new(first: S, rest: &'a [(u32, S)]) -> Result<Self, Error> {
        let (mut left, mut before, mut index) = (rest, 0, 0);
        while let [(boundary, _), tail @ ..] = left {
            if index > 0 && *boundary <= before {
                return Err(Error::NotIncreasing { field: "boundaries", index });
            }
            (left, before, index) = (tail, *boundary, index + 1);
        }
        Ok(Self { first, rest })
    }
}

impl<S: Schedule> Schedule for Join<'_, S> {
    fn at(&self, step: u32) -> f32 {
        let started = |&(boundary, ref part)| Some((step.checked_sub(boundary)?, part));
        let (since, part) = self.rest.iter().rev().find_map(started).unwrap_or((step, &self.first));
        part.at(since)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::schedule::Cosine;
    use proptest::prelude::*;
    use std::string::ToString;

    const PART: Cosine = crate::valid!(Cosine::new(1.0, 0.0, 100));
    const STAGES: [(u32, Cosine); 2] = [(10, PART), (11, PART)];
    const IN_FLASH: Join<'static, Cosine> = crate::valid!(Join::new(PART, &STAGES));

    proptest! {
        #[test]
        fn joining_is_then_after_then(a in 0..3000_u32, more in 1..3000_u32, step: u32) {
            let step = if step & 1 == 0 { step } else { step % 8000 };
            let (x, y, z) = (PART, Cosine::new(0.2, 0.1, 9).unwrap(), Cosine::new(9.0, 3.0, 4000).unwrap());
            let rest = [(a, y), (a + more, z)];
            let joined = Join::new(x, &rest).unwrap();
            let chained = x.then(a, y.then(more, z));
            prop_assert_eq!(joined.at(step).to_bits(), chained.at(step).to_bits());
        }
    }

    #[test]
    fn no_boundary_is_the_schedule_itself() {
        assert_eq!(Join::new(PART, &[]).unwrap().at(50), PART.at(50));
        assert_eq!(IN_FLASH.at(u32::MAX), 0.0);
    }

    #[test]
    fn boundaries_must_increase() {
        let skipped = [(0, Cosine::new(0.2, 0.1, 9).unwrap()), (5, PART)];
        let joined = Join::new(PART, &skipped).unwrap();
        assert_eq!([joined.at(0), joined.at(5)], [0.2, 1.0]);
        let error = Join::new(PART, &[(5, PART), (5, PART)]).unwrap_err().to_string();
        assert_eq!(error, "boundaries[1] is not above the entry before it; allowed: increasing");
    }
}
