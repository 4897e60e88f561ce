//! η(t) = max(base · factorᵏ, floor), k = ⌊t / period⌋; base while k = 0.
//!
//! PyTorch's `StepLR`; MXNet's `FactorScheduler` (with its floor `stop_factor_lr`), which changes one
//! step later: [`Boundary::After`].

use crate::schedule::Schedule;
use crate::schedule::{
    between::{times, wide},
    boundary::Boundary,
};
use crate::words::words;
use crate::{Error, config::config, error, math::power_of_integer};

config! {
    /// The rate times `factor` every `period` steps, from the first time on never below `floor`.
    ///
    /// ```
    /// use thalweg::schedule::{StepDecay, Schedule};
    /// let schedule = StepDecay::new(1.0, 0.5, 10, 0.2).unwrap();
    /// assert_eq!([9, 10, 99].map(|step| schedule.at(step)), [1.0, 0.5, 0.2]);
    /// ```
    pub struct StepDecay {
        pub(crate) base_lr: f32,
        pub(crate) factor: f32,
        pub(crate) period: u32,
        pub(crate) floor: f32,
        pub(crate) boundary: Boundary,
    }
}

words! { struct StepDecay { base_lr, factor, period, floor, boundary } }

impl StepDecay {
    /// `base_lr` and `floor` in [0, ∞), `factor` in (0, 1], `period` in steps, at least 1. MXNet's
    /// default floor is 1e-8.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, factor: f32, period: u32, floor: f32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, factor, period, floor, boundary: Boundary::At })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("floor", self.floor));
        error::check!(error::factor("factor", self.factor));
        error::at_least_one("period", self.period)
    }

    /// Which step is the first changed one; [`Boundary::At`] unless said.
    #[must_use]
    pub const fn boundary(self, boundary: Boundary) -> Self {
        Self { boundary, ..self }
    }
}

impl Schedule for StepDecay {
    fn at(&self, step: u32) -> f32 {
        let passed = self.boundary.periods_passed(self.period, step);
        if passed == 0 {
            return self.base_lr;
        }
        let power = power_of_integer(wide(self.factor), passed);
        let rate = times(power, self.base_lr);
        if rate < self.floor { self.floor } else { rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_changed_step_is_the_named_one() {
        let at = StepDecay::new(1.0, 0.5, 10, 0.0).unwrap();
        let rates = |schedule: StepDecay| [8, 9, 10, 11, 20].map(|step| schedule.at(step));
        assert_eq!(rates(at), [1.0, 1.0, 0.5, 0.5, 0.25]);
        assert_eq!(rates(at.boundary(Boundary::After)), [1.0, 1.0, 1.0, 0.5, 0.5]);
        assert_eq!(rates(at.boundary(Boundary::Before)), [1.0, 0.5, 0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_floor_above_the_base_takes_over_at_the_first_change() {
        let schedule = StepDecay::new(1e-9, 0.5, 2, 1e-8).unwrap();
        assert_eq!([schedule.at(1), schedule.at(2)], [1e-9, 1e-8]);
    }

    #[test]
    fn what_it_refuses() {
        for factor in [0.0, -0.5, 1.0001, f32::NAN] {
            assert!(StepDecay::new(1.0, factor, 1, 0.0).is_err(), "{factor}");
        }
        assert!(StepDecay::new(1.0, 1.0, 0, 0.0).is_err());
        assert!(StepDecay::new(-1.0, 1.0, 1, 0.0).is_err());
        assert!(StepDecay::new(1.0, 1.0, 1, f32::INFINITY).is_err());
    }
}
