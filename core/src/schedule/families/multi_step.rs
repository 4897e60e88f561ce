//! η(t) = base · factorᵏ, k = the number of milestones ≤ t.
//!
//! PyTorch's `MultiStepLR`; MXNet's `MultiFactorScheduler`, which changes one step later
//! ([`Boundary::After`]); timm's `MultiStepLRScheduler`, one step earlier ([`Boundary::Before`]).

use crate::schedule::{
    Boundary, Schedule,
    list::{List, last_passed},
};
use crate::words::words;
use crate::{Error, config::config, error, math::Wide};

config! {
    /// The rate times `factor` at each of up to `K` milestones.
    ///
    /// ```
    /// use thalweg::{schedule::{MultiStep, Schedule}, valid};
    /// const SCHEDULE: MultiStep<3> = valid!(MultiStep::new(1.0, 0.5, [30, 60, 80]));
    /// assert_eq!([29, 30, 60, 99].map(|step| SCHEDULE.at(step)), [1.0, 0.5, 0.25, 0.125]);
    /// ```
    pub struct MultiStep<const K: usize> {
        pub(crate) base_lr: f32,
        /// The rate from each milestone on: the powers are taken once, when the schedule is made.
        pub(crate) rates: List<(u32, f32), K>,
        pub(crate) boundary: Boundary,
    }
}

words! { [const SIZE: usize] struct MultiStep<SIZE> { base_lr, rates, boundary } }

impl<const K: usize> MultiStep<K> {
    /// `base_lr` in [0, ∞), `factor` in (0, 1], milestones that increase.
    ///
    /// # Errors
    /// A field out of its range, milestones out of order.
    pub const fn new(base_lr: f32, factor: f32, milestones: [u32; K]) -> Result<Self, Error> {
        Self::checked(base_lr, factor, &milestones, List::full([(0, 0.0); K]))
    }

    /// The same from a list whose length is known only at run time.
    ///
    /// # Errors
    /// More than `K` milestones, and those of [`MultiStep::new`].
    pub fn from_slice(base_lr: f32, factor: f32, milestones: &[u32]) -> Result<Self, Error> {
        let changes = List::filled("milestones", milestones.len(), (0, 0.0))?;
        Self::checked(base_lr, factor, milestones, changes)
    }

    const fn checked(
        base_lr: f32,
        factor: f32,
        milestones: &[u32],
        mut changes: List<(u32, f32), K>,
    ) -> Result<Self, Error> {
        error::check!(error::non_negative("base_lr", base_lr));
        error::check!(error::factor("factor", factor));
        let (mut rate, factor) = (Wide::from_f32(base_lr), Wide::from_f32(factor));
        let (mut from, mut to) = (milestones, changes.places());
        while let ([milestone, more @ ..], [place, rest @ ..]) = (from, to) {
            rate = rate.times(factor);
            *place = (*milestone, rate.to_f32());
            (from, to) = (more, rest);
        }
        error::validated!(Self { base_lr, rates: changes, boundary: Boundary::At })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        self.rates.valid("milestones", "rate")
    }

    /// Which step is the first changed one; [`Boundary::At`] unless said.
    #[must_use]
    pub const fn boundary(self, boundary: Boundary) -> Self {
        Self { boundary, ..self }
    }
}

impl<const K: usize> Schedule for MultiStep<K> {
    fn at(&self, step: u32) -> f32 {
        last_passed(self.base_lr, self.rates.as_slice(), self.boundary, step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_changed_step_is_the_named_one() {
        let at = MultiStep::new(1.0, 0.5, [3, 5]).unwrap();
        let rates = |schedule: MultiStep<2>| [2, 3, 4, 5, 6].map(|step| schedule.at(step));
        assert_eq!(rates(at), [1.0, 0.5, 0.5, 0.25, 0.25]);
        assert_eq!(rates(at.boundary(Boundary::After)), [1.0, 1.0, 0.5, 0.5, 0.25]);
        assert_eq!(rates(at.boundary(Boundary::Before)), [0.5, 0.5, 0.25, 0.25, 0.25]);
    }

    #[test]
    fn milestones_must_increase() {
        let error = MultiStep::new(1.0, 0.5, [3, 3]).unwrap_err();
        assert_eq!(error, Error::NotIncreasing { field: "milestones", index: 1 });
        assert!(MultiStep::<1>::from_slice(1.0, 0.5, &[3, 4]).is_err());
        assert_eq!(MultiStep::<4>::from_slice(1.0, 0.5, &[3]).unwrap().at(100), 0.5);
        assert_eq!(MultiStep::<0>::new(1.0, 0.5, []).unwrap().at(100), 1.0);
    }
}
