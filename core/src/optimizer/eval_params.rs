//! Rules that train one point and average another: the parameters to be used are not the trained ones.

use super::{Optimizer, Rule, Storage};
use crate::{Error, error, gradient::Chain, group::Layout};

/// A rule whose state holds an average of the parameters, to be used in their place.
pub trait EvalParams: Rule {
    /// The average of a parameter that is now `w`.
    fn eval_param(&self, w: f32, state: Self::State) -> f32;
}

impl<R: EvalParams, S: Storage, T: Chain, L: Layout> Optimizer<R, S, T, L> {
    /// Writes the parameters to evaluate with to `average`, as Optax' `schedule_free_eval_params`; nothing else
    /// changes, training goes on.
    ///
    /// ```
    /// use thalweg::optimizer::{Optimizer, ScheduleFreeSgd};
    /// let rule = ScheduleFreeSgd::DEFAULT;
    /// let mut optimizer = Optimizer::<ScheduleFreeSgd, [f32; 1]>::new(rule).unwrap();
    /// let mut w = [1.0];
    /// for _ in 0..100 {
    ///     let gradient = [w[0]];
    ///     optimizer.step(&mut w, &gradient, 0.1).unwrap();
    /// }
    /// let mut x = [0.0];
    /// optimizer.eval_params(&w, &mut x).unwrap();
    /// assert!(x[0].abs() < 0.2);
    /// ```
    ///
    /// # Errors
    /// A slice of another length than the optimizer's.
    pub fn eval_params(&self, parameters: &[f32], average: &mut [f32]) -> Result<(), Error> {
        error::same_length("parameters", self.len(), parameters.len())?;
        error::same_length("average", self.len(), average.len())?;
        for ((x, &w), state) in average.iter_mut().zip(parameters).zip(self.state()) {
            *x = self.rule().eval_param(w, state);
        }
        Ok(())
    }
}
