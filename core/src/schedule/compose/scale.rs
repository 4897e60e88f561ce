//! η(t) = factor · inner(t).

use crate::{Error, error, schedule::Schedule};

/// A schedule times a constant: of another batch size, for another group of parameters.
///
/// ```
/// use thalweg::schedule::{Constant, Schedule};
/// assert_eq!(Constant::new(0.5).unwrap().scale(0.5).unwrap().at(7), 0.25);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Scale<S> {
    factor: f32,
    inner: S,
}

impl<S: Copy> Scale<S> {
    /// `factor` in [0, ∞).
    ///
    /// # Errors
    /// `factor` negative or not finite.
    pub const fn new(factor: f32, inner: S) -> Result<Self, Error> {
        error::check!(error::non_negative("factor", factor));
        Ok(Self { factor, inner })
    }
}

impl<S: Schedule> Schedule for Scale<S> {
    fn at(&self, step: u32) -> f32 {
        self.factor * self.inner.at(step)
    }
}
