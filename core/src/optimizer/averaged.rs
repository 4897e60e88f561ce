//! Rules that train one point and average another: the parameters to be used are not the trained ones.

use super::{Optimizer, Precision, Rule};
use crate::group::Layout;
use crate::{Error, error, gradient::Transform};

/// A rule whose state holds an average of the parameters, to be used in their place.
pub trait Averaged: Rule {
    /// The average of a parameter that is now `w`.
    fn average(&self, w: f32, state: Self::State) -> f32;
}

impl<R, const N: usize, T, P, L> Optimizer<R, N, T, P, L>
where
    R: Averaged,
    T: Transform,
    P: Precision,
    L: Layout,
{
    /// Writes the average of the parameters to `average`; nothing else changes, training goes on.
    ///
    /// ```
    /// use thalweg::optimizer::{Optimizer, ScheduleFreeSgd};
    /// let rule = ScheduleFreeSgd::DEFAULT;
    /// let mut optimizer = Optimizer::<ScheduleFreeSgd, 1>::new(rule).unwrap();
    /// let mut w = [1.0];
    /// for _ in 0..100 {
    ///     let gradient = [w[0]];
    ///     optimizer.step(&mut w, &gradient, 0.1).unwrap();
    /// }
    /// let mut x = [0.0];
    /// optimizer.average(&w, &mut x).unwrap();
    /// assert!(x[0].abs() < 0.2);
    /// ```
    ///
    /// # Errors
    /// A slice whose length is not `N`.
    pub fn average(&self, parameters: &[f32], average: &mut [f32]) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::same_length("average", N, average.len())?;
        for ((x, &w), state) in average.iter_mut().zip(parameters).zip(self.state()) {
            *x = self.rule().average(w, state);
        }
        Ok(())
    }
}
