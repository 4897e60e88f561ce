//! η(t) = base · factorᵏ, k = the number of milestones ≤ t.
//!
//! PyTorch's `MultiStepLR`; MXNet's `MultiFactorScheduler`, which changes one step later
//! ([`Boundary::After`]); timm's `MultiStepLRScheduler`, one step earlier ([`Boundary::Before`]).

use super::{Schedule, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, gain::scale, scale::Scale},
    schedule::{
        Boundary,
        list::{List, last_passed},
    },
};

config! {
    /// The rate times `factor` at each of up to `K` milestones.
    ///
    /// After k of them the relative error is at most (k + 1) · 2⁻²⁹, and the last unit of 2⁻³¹ is rounded down. The rate
    /// never rises.
    ///
    /// ```
    /// use thalweg::{fixed::schedule::{MultiStep, Schedule}, valid};
    /// const SCHEDULE: MultiStep<3> = valid!(MultiStep::new(1.0, 0.5, [30, 60, 80]));
    /// let rates = [29, 30, 60, 99].map(|step| SCHEDULE.at(step).to_f32());
    /// assert_eq!(rates, [1.0, 0.5, 0.25, 0.125]);
    /// ```
    #[derive(Eq)]
    pub struct MultiStep<const K: usize> {
        base_lr: Rate,
        /// The rate from each milestone on: the powers are taken once, when the schedule is made.
        rates: List<(u32, Rate), K>,
        boundary: Boundary,
    }
}

impl<const K: usize> MultiStep<K> {
    /// `base_lr` in [0, 2), `factor` in (0, 1], of which what is below 2⁻¹²⁶ counts as 0; milestones that increase.
    ///
    /// # Errors
    /// A field out of its range, milestones out of order.
    pub const fn new(base_lr: f32, factor: f32, milestones: [u32; K]) -> Result<Self, Error> {
        let changes = List::full([(0, Rate::from_bits(0)); K]);
        Self::checked(base_lr, factor, &milestones, changes)
    }

    /// The same from a list whose length is known only at run time.
    ///
    /// # Errors
    /// More than `K` milestones, and those of [`MultiStep::new`].
    pub fn from_slice(base_lr: f32, factor: f32, milestones: &[u32]) -> Result<Self, Error> {
        let changes = List::filled("milestones", milestones.len(), (0, Rate::from_bits(0)))?;
        Self::checked(base_lr, factor, milestones, changes)
    }

    const fn checked(
        base_lr: f32,
        factor: f32,
        milestones: &[u32],
        mut changes: List<(u32, Rate), K>,
    ) -> Result<Self, Error> {
        error::check!(error::factor("factor", factor));
        let base_lr = match rate("base_lr", base_lr) {
            Ok(base_lr) => base_lr,
            Err(error) => return Err(error),
        };
        let (mut rate, factor) = (scale(base_lr), Scale::from_f32(factor));
        let (mut from, mut to) = (milestones, changes.places());
        while let ([milestone, more @ ..], [place, rest @ ..]) = (from, to) {
            rate = rate.times(factor);
            *place = (*milestone, Rate::from_bits(rate.to_q31()));
            (from, to) = (more, rest);
        }
        error::validated!(Self { base_lr, rates: changes, boundary: Boundary::At })
    }

    const fn validate(&self) -> Result<(), Error> {
        self.rates.increasing("milestones")
    }

    /// Which step is the first changed one; [`Boundary::At`] unless said.
    #[must_use]
    pub const fn boundary(self, boundary: Boundary) -> Self {
        Self { boundary, ..self }
    }
}

impl<const K: usize> Schedule for MultiStep<K> {
    fn at(&self, step: u32) -> Rate {
        last_passed(self.base_lr, self.rates.as_slice(), self.boundary, step)
    }
}
