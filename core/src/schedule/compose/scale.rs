//! η(t) = factor · inner(t).

use crate::words::{Words, words};
use crate::{
    Error,
    config::config,
    error,
    schedule::{Schedule, between::saturated},
};

config! {
    /// A schedule times a constant: of another batch size, for another group of parameters.
    ///
    /// ```
    /// use thalweg::schedule::{Constant, Schedule};
    /// assert_eq!(Constant::new(0.5).unwrap().scale(0.5).unwrap().at(7), 0.25);
    /// ```
    pub struct Scale<S> {
        pub(crate) factor: f32,
        pub(crate) inner: S,
    }
}

words! { [S: Words] struct Scale<S> { factor, inner } }

impl<S: Copy> Scale<S> {
    /// `factor` in [0, ∞). A product beyond the largest `f32` is that one.
    ///
    /// # Errors
    /// `factor` negative or not finite.
    pub const fn new(factor: f32, inner: S) -> Result<Self, Error> {
        error::validated!(Self { factor, inner })
    }
}

impl<S> Scale<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::non_negative("factor", self.factor)
    }

    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Scale<T> {
        Scale { factor: self.factor, inner }
    }
}

impl<S: Schedule> Schedule for Scale<S> {
    fn at(&self, step: u32) -> f32 {
        saturated(self.factor * self.inner.at(step))
    }
}
