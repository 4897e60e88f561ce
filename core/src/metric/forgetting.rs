//! F = 1/T Σ max(best(t) − now(t), …): how much worse each task is than it ever was.
//!
//! A. Chaudhry et al., "Riemannian Walk for Incremental Learning: Understanding Forgetting and Intransigence" (2018),
//! equation 3: best(t) is the best accuracy before the last one. It is negative where a task got better.

use crate::{Error, error};

/// What was measured of `T` tasks, or groups of people, again and again.
///
/// ```
/// use thalweg::metric::Forgetting;
/// let mut old_and_new = Forgetting::<2>::new();
/// old_and_new.push(0, 0.88).unwrap(); // before the fine-tuning
/// old_and_new.push(0, 0.84).unwrap(); // after it
/// assert!((old_and_new.of(0).unwrap() - 0.04).abs() < 1e-6);
/// assert_eq!(old_and_new.of(1), None); // never measured twice
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Forgetting<const T: usize> {
    pub(super) tasks: [ForgettingState; T],
}

/// What is kept of one task.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ForgettingState {
    /// The best accuracy before the last one.
    pub best: f32,
    /// The last accuracy.
    pub now: f32,
    /// How often it was measured; from 2 on there is something to compare.
    pub measured: u32,
}

impl<const T: usize> Forgetting<T> {
    /// Of nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { tasks: [ForgettingState { best: 0.0, now: 0.0, measured: 0 }; T] }
    }

    /// The accuracy of a task now, a share from 0 to 1.
    ///
    /// # Errors
    /// Another number, no task of this number; nothing is kept then.
    pub fn push(&mut self, task: usize, accuracy: f32) -> Result<(), Error> {
        error::share("accuracy", accuracy)?;
        let Some(kept) = self.tasks.get_mut(task) else {
            let value = u32::try_from(task).unwrap_or(u32::MAX);
            let allowed = "below the number of tasks";
            return Err(Error::Count { field: "task", value, allowed });
        };
        if kept.measured > 0 {
            kept.best = kept.best.max(kept.now);
        }
        (kept.now, kept.measured) = (accuracy, kept.measured.saturating_add(1));
        Ok(())
    }

    /// best − now of a task; `None` before it was measured twice.
    #[must_use]
    pub fn of(&self, task: usize) -> Option<f32> {
        let kept = self.tasks.get(task)?;
        (kept.measured > 1).then_some(kept.best - kept.now)
    }

    /// F: the mean of all tasks that were measured twice; `None` if none was.
    #[must_use]
    pub fn mean(&self) -> Option<f32> {
        let all = (0..T).filter_map(|task| self.of(task));
        let (count, sum) = all.fold((0.0, 0.0), |(count, sum), of| (count + 1.0, sum + of));
        (count > 0.0).then(|| sum / count)
    }

    /// What is kept of each task.
    #[must_use]
    pub const fn state(&self) -> &[ForgettingState; T] {
        &self.tasks
    }

    /// Goes on where another was, with its [`state`](Self::state).
    ///
    /// # Errors
    /// An accuracy that is no share; nothing is changed then.
    pub fn restore(&mut self, state: &[ForgettingState; T]) -> Result<(), Error> {
        for task in state {
            error::share("best", task.best)?;
            error::share("now", task.now)?;
        }
        self.tasks = *state;
        Ok(())
    }
}

impl<const T: usize> Default for Forgetting<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn the_best_is_that_before_the_last() {
        let mut forgetting = Forgetting::<3>::new();
        assert_eq!(forgetting.mean(), None);
        for accuracy in [0.5, 0.75, 0.25, 0.5] {
            forgetting.push(0, accuracy).unwrap();
        }
        forgetting.push(1, 0.5).unwrap();
        forgetting.push(1, 1.0).unwrap(); // better: less than nothing forgotten
        assert_eq!(
            (forgetting.of(0), forgetting.of(1), forgetting.of(2)),
            (Some(0.25), Some(-0.5), None)
        );
        assert_eq!(forgetting.mean(), Some(-0.125));
        let mut resumed = Forgetting::new();
        resumed.restore(forgetting.state()).unwrap();
        assert_eq!(resumed, forgetting);
        let error = forgetting.push(3, 0.5).unwrap_err().to_string();
        assert_eq!(error, "task is 3; allowed: below the number of tasks");
        let error = forgetting.push(0, f32::NAN).unwrap_err().to_string();
        assert_eq!(error, "accuracy is NaN; allowed: from 0 to 1");
        assert_eq!(resumed, forgetting);
    }
}
