//! Which parameters a training moves.

use core::ops::Range;
use thalweg::{
    Error,
    group::{Layout, Whole},
    optimizer::{Optimizer, Outcome, Rule},
};
use thalweg_watch::training::Chain;

/// Which of the parameters a step moves, and what else becomes of their gradient; `G` are the optimizer's groups.
pub trait Moved<G: Layout> {
    /// Takes the step of this number, from 0; `gradient` is used up.
    ///
    /// # Errors
    /// As [`Optimizer::step`].
    fn update<R: Rule, const N: usize>(
        &self,
        optimizer: &mut Optimizer<R, &mut [f32; N], Chain, G>,
        step: u32,
        parameters: &mut [f32; N],
        gradient: &mut [f32; N],
        rate: f32,
    ) -> Result<Outcome, Error>;
}

/// The gradient of the others is 0.
impl Moved<Whole> for Range<usize> {
    fn update<R: Rule, const N: usize>(
        &self,
        optimizer: &mut Optimizer<R, &mut [f32; N], Chain, Whole>,
        _: u32,
        parameters: &mut [f32; N],
        gradient: &mut [f32; N],
        rate: f32,
    ) -> Result<Outcome, Error> {
        for (index, g) in gradient.iter_mut().enumerate() {
            *g = if self.contains(&index) { *g } else { 0.0 };
        }
        optimizer.step(parameters, gradient, rate)
    }
}
