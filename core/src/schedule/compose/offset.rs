//! η(t) = inner(t − s), or inner(t + s): a schedule shifted in time.

use crate::schedule::Schedule;
use crate::words::{Words, words};

/// Which way, and by how many steps, a schedule is shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Shift {
    /// Begins this many steps later; its first value stands until then.
    Later(u32),
    /// Begins this many steps into itself. `Earlier(1)` counts as MXNet does, which counts the first
    /// update as 1.
    Earlier(u32),
}

words! { enum Shift { 0 Later(steps), 1 Earlier(steps) } }

/// A schedule shifted in time; its first and its last step (2³² − 1) are repeated where it would leave
/// them.
///
/// ```
/// use thalweg::schedule::{StepDecay, Schedule, Shift};
/// let schedule = StepDecay::new(1.0, 0.5, 10, 0.0).unwrap();
/// assert_eq!([8, 9].map(|step| schedule.offset(Shift::Earlier(1)).at(step)), [1.0, 0.5]);
/// assert_eq!([10, 11].map(|step| schedule.offset(Shift::Later(1)).at(step)), [1.0, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Offset<S> {
    pub(crate) shift: Shift,
    inner: S,
}

words! { [S: Words] struct Offset<S> { shift, inner } }

impl<S> Offset<S> {
    /// `inner`, shifted.
    pub const fn new(shift: Shift, inner: S) -> Self {
        Self { shift, inner }
    }
}

impl<S> Offset<S> {
    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Offset<T> {
        Offset { shift: self.shift, inner }
    }
}

impl<S: Schedule> Schedule for Offset<S> {
    fn at(&self, step: u32) -> f32 {
        self.inner.at(match self.shift {
            Shift::Later(by) => step.saturating_sub(by),
            Shift::Earlier(by) => step.saturating_add(by),
        })
    }
}
