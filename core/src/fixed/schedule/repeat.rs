//! η(t) = inner(t − k · period), k = min(⌊t / period⌋, times − 1).

use super::Schedule;
use crate::{Error, config::config, error, fixed::Rate};

config! {
    /// The first `period` steps of a schedule, over and over: every repetition is the same bits.
    ///
    /// After the last repetition the schedule runs on: a cosine repeated three times ends at its final
    /// rate, as three single ones would.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Cosine, Repeat, Schedule};
    /// let cosine = Cosine::new(1.0, 0.0, 10).unwrap();
    /// let schedule = cosine.repeat(10, 3).unwrap();
    /// let rates = [0, 10, 20, 30, 31].map(|step| schedule.at(step).to_f32());
    /// assert_eq!(rates, [1.0, 1.0, 1.0, 0.0, 0.0]);
    /// assert_eq!(Repeat::forever(10, cosine).unwrap().at(4_000_000_000).to_f32(), 1.0);
    /// ```
    #[derive(Eq)]
    pub struct Repeat<S> {
        period: u32,
        /// The number of the last repetition, from 0.
        last: u32,
        inner: S,
    }
}

impl<S: Copy> Repeat<S> {
    /// `times` repetitions, 1 or more, of `period` steps, 1 or more.
    ///
    /// # Errors
    /// `period` or `times` is 0.
    pub const fn times(period: u32, times: u32, inner: S) -> Result<Self, Error> {
        match times.checked_sub(1) {
            Some(last) => error::validated!(Self { period, last, inner }),
            None => Err(Error::Count { field: "times", value: 0, allowed: "at least 1" }),
        }
    }

    /// Repetitions without end of `period` steps, 1 or more.
    ///
    /// # Errors
    /// `period` is 0.
    pub const fn forever(period: u32, inner: S) -> Result<Self, Error> {
        // With a period of 1 the last step is in repetition 2³² − 1.
        error::validated!(Self { period, last: u32::MAX, inner })
    }
}

impl<S> Repeat<S> {
    const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("period", self.period)
    }

    /// How far into its repetition `step` is.
    fn position(&self, step: u32) -> u32 {
        let cycle = (step / self.period.max(1)).min(self.last);
        // At most step / period periods, which are no more than the step.
        step.wrapping_sub(cycle.wrapping_mul(self.period))
    }

    /// Whether `step` is the last of a repetition: the moment for a snapshot of the parameters.
    ///
    /// ```
    /// # use thalweg::fixed::schedule::{Constant, Schedule};
    /// let schedule = Constant::new(1.0).unwrap().repeat(10, 2).unwrap();
    /// let ends: Vec<u32> = (0..50).filter(|step| schedule.is_cycle_end(*step)).collect();
    /// assert_eq!(ends, [9, 19]);
    /// ```
    pub fn is_cycle_end(&self, step: u32) -> bool {
        self.position(step) == self.period.saturating_sub(1)
    }
}

impl<S: Schedule> Schedule for Repeat<S> {
    fn at(&self, step: u32) -> Rate {
        self.inner.at(self.position(step))
    }
}
