//! η(t) = min(max(inner(t), low), high).

use super::{Schedule, rate};
use crate::{Error, config::config, error, fixed::Rate};

config! {
    /// A schedule kept between two bounds.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Cosine, Schedule};
    /// let schedule = Cosine::new(1.0, 0.0, 100).unwrap().clamp(0.125, 0.75).unwrap();
    /// assert_eq!([0, 100].map(|step| schedule.at(step).to_f32()), [0.75, 0.125]);
    /// ```
    #[derive(Eq)]
    pub struct Clamp<S> {
        low: Rate,
        high: Rate,
        inner: S,
    }
}

impl<S: Copy> Clamp<S> {
    /// `inner`, never below `low` and never above `high`, with 0 ≤ `low` ≤ `high` < 2.
    ///
    /// # Errors
    /// A bound outside [0, 2), or `low` above `high`.
    pub const fn new(low: f32, high: f32, inner: S) -> Result<Self, Error> {
        match (rate("low", low), rate("high", high)) {
            (Ok(low), Ok(high)) => error::validated!(Self { low, high, inner }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

impl<S> Clamp<S> {
    const fn validate(&self) -> Result<(), Error> {
        if self.low.to_bits() <= self.high.to_bits() {
            return Ok(());
        }
        let (field, value) = ("low", self.low.to_f32());
        Err(Error::OutOfRange { field, value, allowed: "at most high" })
    }
}

impl<S: Schedule> Schedule for Clamp<S> {
    fn at(&self, step: u32) -> Rate {
        self.inner.at(step).max(self.low).min(self.high)
    }
}
