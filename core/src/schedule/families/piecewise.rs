//! η(t) = valueₖ between two boundaries, or on the way from one point to the next.
//!
//! Optax' `piecewise_constant_schedule` and `piecewise_interpolate_schedule` (whose scales multiply:
//! the values here are the products), Keras' `PiecewiseConstantDecay` ([`Boundary::After`]).

use crate::schedule::{
    Boundary, Curve, Schedule,
    list::{List, last_passed},
};
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A value up to each of up to `K` boundaries, then another.
    ///
    /// ```
    /// use thalweg::{schedule::{PiecewiseConstant, Schedule}, valid};
    /// const SCHEDULE: PiecewiseConstant<2> =
    ///     valid!(PiecewiseConstant::new(0.5, [(10, 0.25), (20, 0.125)]));
    /// assert_eq!([0, 9, 10, 20].map(|step| SCHEDULE.at(step)), [0.5, 0.5, 0.25, 0.125]);
    /// ```
    pub struct PiecewiseConstant<const K: usize> {
        pub(crate) first: f32,
        pub(crate) changes: List<(u32, f32), K>,
        pub(crate) boundary: Boundary,
    }
}

words! { [const SIZE: usize] struct PiecewiseConstant<SIZE> { first, changes, boundary } }

impl<const K: usize> PiecewiseConstant<K> {
    /// `first`, then from each boundary on its value; all in [0, ∞), boundaries that increase.
    ///
    /// # Errors
    /// A value out of its range, boundaries out of order.
    pub const fn new(first: f32, changes: [(u32, f32); K]) -> Result<Self, Error> {
        Self::from_list(first, List::full(changes))
    }

    /// The same from a list whose length is known only at run time.
    ///
    /// # Errors
    /// More than `K` changes, and those of [`PiecewiseConstant::new`].
    pub fn from_slice(first: f32, changes: &[(u32, f32)]) -> Result<Self, Error> {
        Self::from_list(first, List::copied("changes", changes, (0, 0.0))?)
    }

    const fn from_list(first: f32, changes: List<(u32, f32), K>) -> Result<Self, Error> {
        error::validated!(Self { first, changes, boundary: Boundary::At })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("first", self.first));
        self.changes.valid("boundaries", "value")
    }

    /// Which step is the first changed one; [`Boundary::At`] unless said.
    #[must_use]
    pub const fn boundary(self, boundary: Boundary) -> Self {
        Self { boundary, ..self }
    }
}

impl<const K: usize> Schedule for PiecewiseConstant<K> {
    fn at(&self, step: u32) -> f32 {
        last_passed(self.first, self.changes.as_slice(), self.boundary, step)
    }
}

config! {
    /// Through up to `K` points (step, value), on a curve from each to the next; the first and the last
    /// value are held.
    ///
    /// ```
    /// use thalweg::{schedule::{Curve, PiecewiseCurve, Schedule}, valid};
    /// const POINTS: [(u32, f32); 3] = [(0, 0.0), (4, 1.0), (12, 0.5)];
    /// const STRAIGHT: PiecewiseCurve<3> = valid!(PiecewiseCurve::new(Curve::Linear, POINTS));
    /// const ROUNDED: PiecewiseCurve<3> = valid!(PiecewiseCurve::new(Curve::Cosine, POINTS));
    /// assert_eq!([0, 1, 4, 8, 99].map(|step| STRAIGHT.at(step)), [0.0, 0.25, 1.0, 0.75, 0.5]);
    /// assert_eq!([0, 2, 4, 8, 99].map(|step| ROUNDED.at(step)), [0.0, 0.5, 1.0, 0.75, 0.5]);
    /// ```
    pub struct PiecewiseCurve<const K: usize> {
        pub(crate) curve: Curve,
        pub(crate) points: List<(u32, f32), K>,
    }
}

words! { [const SIZE: usize] struct PiecewiseCurve<SIZE> { curve, points } }

impl<const K: usize> PiecewiseCurve<K> {
    /// Values in [0, ∞) at steps that increase; at least one point.
    ///
    /// # Errors
    /// A value out of its range, points out of order, none at all.
    pub const fn new(curve: Curve, points: [(u32, f32); K]) -> Result<Self, Error> {
        Self::from_list(curve, List::full(points))
    }

    /// The same from a list whose length is known only at run time.
    ///
    /// # Errors
    /// More than `K` points, and those of [`PiecewiseCurve::new`].
    pub fn from_slice(curve: Curve, points: &[(u32, f32)]) -> Result<Self, Error> {
        Self::from_list(curve, List::copied("points", points, (0, 0.0))?)
    }

    const fn from_list(curve: Curve, points: List<(u32, f32), K>) -> Result<Self, Error> {
        error::validated!(Self { curve, points })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(self.curve.validate());
        error::check!(error::at_least_one("points", self.points.len() as u32));
        self.points.valid("points", "value")
    }
}

impl<const K: usize> Schedule for PiecewiseCurve<K> {
    fn at(&self, step: u32) -> f32 {
        let points = self.points.as_slice();
        let (mut start, mut from) = (0, points.first().map_or(0.0, |first| first.1));
        for &(at, value) in points {
            if step < at {
                // Steps increase from point to point.
                let (done, whole) = (step.wrapping_sub(start), at.wrapping_sub(start));
                return self.curve.step_between(from, value, done, whole);
            }
            (start, from) = (at, value);
        }
        from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keras_changes_after_the_boundary() {
        let schedule = PiecewiseConstant::new(1.0, [(3, 0.5)]).unwrap().boundary(Boundary::After);
        assert_eq!([3, 4].map(|step| schedule.at(step)), [1.0, 0.5]);
    }

    #[test]
    fn the_first_value_is_held_before_the_first_point() {
        let schedule = PiecewiseCurve::new(Curve::Linear, [(5, 0.5), (6, 1.0)]).unwrap();
        assert_eq!([0, 5, 6, 7].map(|step| schedule.at(step)), [0.5, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn what_they_refuse() {
        let constant = PiecewiseConstant::new(1.0, [(5, 0.5), (5, 0.25)]);
        assert_eq!(constant, Err(Error::NotIncreasing { field: "boundaries", index: 1 }));
        assert!(PiecewiseConstant::new(1.0, [(5, -0.5)]).is_err());
        assert!(PiecewiseConstant::new(f32::NAN, [(5, 0.5)]).is_err());
        assert!(PiecewiseCurve::new(Curve::Linear, []).is_err());
        assert!(PiecewiseCurve::new(Curve::Polynomial(-1.0), [(0, 1.0)]).is_err());
        assert!(PiecewiseCurve::<1>::from_slice(Curve::Linear, &[(0, 1.0), (1, 2.0)]).is_err());
    }
}
