//! η(t) = valueₖ between two boundaries.
//!
//! Optax' `piecewise_constant_schedule` (whose scales multiply: the values here are the products), Keras'
//! `PiecewiseConstantDecay` ([`Boundary::After`]).

use super::{Schedule, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::Rate,
    schedule::{
        Boundary,
        list::{List, last_passed},
    },
};

config! {
    /// A value up to each of up to `K` boundaries, then another; each within 2⁻³².
    ///
    /// ```
    /// use thalweg::{fixed::schedule::{PiecewiseConstant, Schedule}, valid};
    /// const SCHEDULE: PiecewiseConstant<2> =
    ///     valid!(PiecewiseConstant::new(0.5, [(10, 0.25), (20, 0.125)]));
    /// let rates = [0, 9, 10, 20].map(|step| SCHEDULE.at(step).to_f32());
    /// assert_eq!(rates, [0.5, 0.5, 0.25, 0.125]);
    /// ```
    #[derive(Eq)]
    pub struct PiecewiseConstant<const K: usize> {
        first: Rate,
        changes: List<(u32, Rate), K>,
        boundary: Boundary,
    }
}

impl<const K: usize> PiecewiseConstant<K> {
    /// `first`, then from each boundary on its value; all in [0, 2), boundaries that increase.
    ///
    /// # Errors
    /// A value out of its range, boundaries out of order.
    pub const fn new(first: f32, changes: [(u32, f32); K]) -> Result<Self, Error> {
        Self::checked(first, &changes, List::full([(0, Rate::from_bits(0)); K]))
    }

    /// The same from a list whose length is known only at run time.
    ///
    /// # Errors
    /// More than `K` changes, and those of [`PiecewiseConstant::new`].
    pub fn from_slice(first: f32, changes: &[(u32, f32)]) -> Result<Self, Error> {
        let list = List::filled("changes", changes.len(), (0, Rate::from_bits(0)))?;
        Self::checked(first, changes, list)
    }

    const fn checked(
        first: f32,
        changes: &[(u32, f32)],
        mut list: List<(u32, Rate), K>,
    ) -> Result<Self, Error> {
        let first = match rate("first", first) {
            Ok(first) => first,
            Err(error) => return Err(error),
        };
        let (mut from, mut to) = (changes, list.places());
        while let ([(boundary, value), more @ ..], [place, rest @ ..]) = (from, to) {
            let value = match rate("value", *value) {
                Ok(value) => value,
                Err(error) => return Err(error),
            };
            *place = (*boundary, value);
            (from, to) = (more, rest);
        }
        error::validated!(Self { first, changes: list, boundary: Boundary::At })
    }

    const fn validate(&self) -> Result<(), Error> {
        self.changes.increasing("boundaries")
    }

    /// Which step is the first changed one; [`Boundary::At`] unless said.
    #[must_use]
    pub const fn boundary(self, boundary: Boundary) -> Self {
        Self { boundary, ..self }
    }
}

impl<const K: usize> Schedule for PiecewiseConstant<K> {
    fn at(&self, step: u32) -> Rate {
        last_passed(self.first, self.changes.as_slice(), self.boundary, step)
    }
}
