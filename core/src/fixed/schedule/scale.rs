//! η(t) = factor · inner(t).

use super::Schedule;
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, gain, scale},
};

config! {
    /// A schedule times a constant: of another batch size, for another group of parameters.
    ///
    /// Within 2⁻³⁰ of it, and the last unit of 2⁻³¹ is rounded down.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Constant, Schedule};
    /// assert_eq!(Constant::new(0.5).unwrap().scale(0.5).unwrap().at(7).to_f32(), 0.25);
    /// ```
    pub struct Scale<S> {
        factor: f32,
        inner: S,
    }
}

impl<S: Copy> Scale<S> {
    /// `factor` in [0, ∞), of which what is below 2⁻¹²⁶ counts as 0. A product of 2 or more is the largest rate, 2 − 2⁻³¹.
    ///
    /// # Errors
    /// `factor` negative or not finite.
    pub const fn new(factor: f32, inner: S) -> Result<Self, Error> {
        error::validated!(Self { factor, inner })
    }
}

impl<S> Scale<S> {
    const fn validate(&self) -> Result<(), Error> {
        error::non_negative("factor", self.factor)
    }
}

impl<S: Schedule> Schedule for Scale<S> {
    fn at(&self, step: u32) -> Rate {
        let factor = scale::Scale::from_f32(self.factor);
        Rate::from_bits(gain::scale(self.inner.at(step)).times(factor).to_q31())
    }
}
