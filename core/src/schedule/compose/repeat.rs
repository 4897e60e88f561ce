//! η(t) = inner(t − k · period), k = min(⌊t / period⌋, times − 1).

use crate::words::{Words, words};
use crate::{Error, config::config, error, schedule::Schedule};

config! {
    /// The first `period` steps of a schedule, over and over: every repetition is the same bits.
    ///
    /// After the last repetition the schedule runs on: a cosine repeated three times ends at its final
    /// rate, as three single ones would.
    ///
    /// ```
    /// use thalweg::schedule::{Cosine, Repeat, Schedule};
    /// let cosine = Cosine::new(1.0, 0.0, 10).unwrap();
    /// let schedule = cosine.repeat(10, 3).unwrap();
    /// assert_eq!([0, 10, 20, 30, 31].map(|step| schedule.at(step)), [1.0, 1.0, 1.0, 0.0, 0.0]);
    /// assert_eq!(Repeat::forever(10, cosine).unwrap().at(4_000_000_000), 1.0);
    /// ```
    ///
    /// ```compile_fail
    /// use thalweg::{schedule::{Constant, Repeat}, valid};
    /// const ONE: Constant = valid!(Constant::new(0.1));
    /// const SCHEDULE: Repeat<Constant> = valid!(Repeat::times(0, 3, ONE)); // a period of 0 steps
    /// ```
    pub struct Repeat<S> {
        pub(crate) period: u32,
        /// The number of the last repetition, from 0.
        pub(crate) last: u32,
        pub(crate) inner: S,
    }
}

words! { [S: Words] struct Repeat<S> { period, last, inner } }

impl<S: Copy> Repeat<S> {
    /// `times` repetitions, 1 or more, of `period` steps, 1 or more.
    ///
    /// # Errors
    /// `period` or `times` is 0.
    pub const fn times(period: u32, times: u32, inner: S) -> Result<Self, Error> {
        let Some(last) = times.checked_sub(1) else {
            return Err(Error::Count { field: "times", value: 0, allowed: "at least 1" });
        };
        Self::until(last, period, inner)
    }

    /// Repetitions without end of `period` steps, 1 or more.
    ///
    /// # Errors
    /// `period` is 0.
    pub const fn forever(period: u32, inner: S) -> Result<Self, Error> {
        // With a period of 1 the last step is in repetition 2³² − 1.
        Self::until(u32::MAX, period, inner)
    }

    const fn until(last: u32, period: u32, inner: S) -> Result<Self, Error> {
        error::validated!(Self { period, last, inner })
    }
}

impl<S> Repeat<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("period", self.period)
    }

    /// How far into its repetition `step` is.
    const fn position(&self, step: u32) -> u32 {
        let cycle = step / if self.period == 0 { 1 } else { self.period };
        let cycle = if cycle < self.last { cycle } else { self.last };
        // At most step / period periods, which are no more than the step.
        step.wrapping_sub(cycle.wrapping_mul(self.period))
    }

    /// Whether `step` is the last of a repetition: the moment for a snapshot of the parameters.
    ///
    /// ```
    /// # use thalweg::schedule::{Constant, Schedule};
    /// let schedule = Constant::new(1.0).unwrap().repeat(10, 2).unwrap();
    /// let ends: Vec<u32> = (0..50).filter(|step| schedule.is_cycle_end(*step)).collect();
    /// assert_eq!(ends, [9, 19]);
    /// ```
    pub fn is_cycle_end(&self, step: u32) -> bool {
        self.position(step) == self.period.saturating_sub(1)
    }
}

impl<S> Repeat<S> {
    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Repeat<T> {
        Repeat { period: self.period, last: self.last, inner }
    }
}

impl<S: Schedule> Schedule for Repeat<S> {
    fn at(&self, step: u32) -> f32 {
        self.inner.at(self.position(step))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::schedule::{Constant, Cosine};
    use proptest::prelude::*;
    use std::string::ToString;

    proptest! {
        #[test]
        fn every_repetition_is_the_same_bits(
            period in 1..5000_u32, position in 0..5000_u32, cycle in 0..800_000_u32,
        ) {
            let position = position % period;
            let once = Cosine::new(0.7, 0.01, 4000).unwrap();
            let repeated = Repeat::forever(period, once).unwrap();
            let step = cycle.saturating_mul(period).saturating_add(position);
            prop_assert_eq!(repeated.at(step).to_bits(), once.at(step % period).to_bits());
        }
    }

    #[test]
    fn the_ends_of_time_are_no_exception() {
        let inner = Cosine::new(1.0, 0.0, 7).unwrap();
        assert_eq!(Repeat::forever(1, inner).unwrap().at(u32::MAX), 1.0);
        assert_eq!(Repeat::forever(u32::MAX, inner).unwrap().at(u32::MAX), 1.0);
        assert_eq!(Repeat::times(u32::MAX, 1, inner).unwrap().at(u32::MAX), 0.0);
        assert!(Repeat::forever(1, inner).unwrap().is_cycle_end(u32::MAX));
    }

    #[test]
    fn nothing_can_be_repeated_nothing_times() {
        let one = Constant::new(1.0).unwrap();
        let error = one.repeat(0, 2).unwrap_err().to_string();
        assert_eq!(error, "period is 0; allowed: at least 1");
        let error = one.repeat(2, 0).unwrap_err().to_string();
        assert_eq!(error, "times is 0; allowed: at least 1");
    }
}
