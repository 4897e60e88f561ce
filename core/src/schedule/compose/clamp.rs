//! η(t) = min(max(inner(t), low), high).

use crate::words::{Words, words};
use crate::{Error, config::config, error, schedule::Schedule};

config! {
    /// A schedule kept between two bounds.
    ///
    /// ```
    /// use thalweg::schedule::{Clamp, Cosine, Schedule};
    /// let schedule = Cosine::new(1.0, 0.0, 100).unwrap().clamp(0.1, 0.8).unwrap();
    /// assert_eq!([0, 100].map(|step| schedule.at(step)), [0.8, 0.1]);
    /// ```
    pub struct Clamp<S> {
        pub(crate) low: f32,
        pub(crate) high: f32,
        pub(crate) inner: S,
    }
}

words! { [S: Words] struct Clamp<S> { low, high, inner } }

impl<S: Copy> Clamp<S> {
    /// `inner`, never below `low` and never above `high`, with 0 ≤ `low` ≤ `high` < ∞.
    ///
    /// # Errors
    /// A bound negative or not finite, or `low` above `high`.
    pub const fn new(low: f32, high: f32, inner: S) -> Result<Self, Error> {
        error::validated!(Self { low, high, inner })
    }
}

impl<S> Clamp<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("low", self.low));
        error::check!(error::non_negative("high", self.high));
        if self.low <= self.high {
            return Ok(());
        }
        Err(Error::OutOfRange { field: "low", value: self.low, allowed: "at most high" })
    }

    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Clamp<T> {
        Clamp { low: self.low, high: self.high, inner }
    }
}

impl<S: Schedule> Schedule for Clamp<S> {
    fn at(&self, step: u32) -> f32 {
        let value = self.inner.at(step);
        // Written so that a NaN of a schedule of the caller becomes `low`: the bounds hold for all.
        if value > self.low { if value < self.high { value } else { self.high } } else { self.low }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn the_bounds_hold_even_for_nan() {
        struct Broken;
        impl Schedule for &Broken {
            fn at(&self, _: u32) -> f32 {
                f32::NAN
            }
        }
        assert_eq!(Clamp::new(0.5, 1.0, &Broken).unwrap().at(0), 0.5);
    }

    #[test]
    fn bad_bounds_are_named() {
        let error = Clamp::new(0.2, 0.1, ()).unwrap_err().to_string();
        assert_eq!(error, "low is 0.2; allowed: at most high");
        let error = Clamp::new(0.2, f32::INFINITY, ()).unwrap_err().to_string();
        assert_eq!(error, "high is inf; allowed: finite and at least 0");
    }
}
