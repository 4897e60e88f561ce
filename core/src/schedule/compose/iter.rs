//! The values of a schedule, step after step.

use crate::schedule::Schedule;
use core::{iter::FusedIterator, ops::RangeInclusive};

/// The values from a step on, to the last one there is, 2³² − 1: see
/// [`iter_from`](Schedule::iter_from).
///
/// Exact at any length: every value is that of [`at`](Schedule::at). Skipping, as `nth` and `step_by`
/// do, costs nothing for the steps left out.
#[derive(Clone, Debug)]
pub struct Iter<'a, S> {
    schedule: &'a S,
    steps: RangeInclusive<u32>,
}

impl<'a, S> Iter<'a, S> {
    pub(crate) const fn new(schedule: &'a S, first: u32) -> Self {
        Self { schedule, steps: first..=u32::MAX }
    }
}

impl<S: Schedule> Iterator for Iter<'_, S> {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        self.steps.next().map(|step| self.schedule.at(step))
    }

    fn nth(&mut self, skipped: usize) -> Option<f32> {
        self.steps.nth(skipped).map(|step| self.schedule.at(step))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.steps.size_hint()
    }
}

impl<S: Schedule> FusedIterator for Iter<'_, S> {}

#[cfg(test)]
mod tests {
    use crate::schedule::{Cosine, Schedule};

    #[test]
    fn the_last_step_of_all_is_reached_and_nothing_after_it() {
        let schedule = Cosine::new(1.0, 0.5, 10).unwrap();
        let mut values = schedule.iter_from(u32::MAX - 1);
        assert_eq!([values.next(), values.next(), values.next()], [Some(0.5), Some(0.5), None]);
        assert_eq!(schedule.iter_from(0).nth(10), Some(0.5));
        assert_eq!(schedule.iter_from(u32::MAX).nth(1), None);
    }
}
