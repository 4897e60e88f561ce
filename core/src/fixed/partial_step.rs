//! A step in parts, so that other tasks may run between them.

use super::{Gradient, Optimizer, Rounding, Rule, Storage, passes};
use core::fmt;

/// A step that [`Optimizer::begin`] began: [`advance`](Self::advance) until it is done.
///
/// The bits are those of one whole [`step`](Optimizer::step), in whatever parts, for both ways to round. It
/// borrows parameters and gradient, so that neither can change in between; the step is counted once. Meanwhile
/// some parameters have moved and others have not, as [`parameters`](Self::parameters) shows. Whoever infers
/// meanwhile does so on a copy, or waits for the end:
///
/// ```
/// use thalweg::fixed::{Adam, Gradient, Optimizer, Rate, Weight};
/// let mut optimizer = Optimizer::<Adam, [Weight; 100]>::new(Adam::DEFAULT).unwrap();
/// let (mut w, gradient) = ([Weight::from_bits(1 << 22); 100], [Gradient::from_bits(2048); 100]);
/// let for_inference = w;
/// let mut step = optimizer.begin(&mut w, &gradient, Rate::from_f32(0.01).unwrap()).unwrap();
/// while !step.advance(32) {
///     // Another task: `yield_now().await`, or a model on `for_inference`.
///     assert_eq!(for_inference[99].to_f32(), 1.0);
/// }
/// step.finish();
/// assert!(w[99].to_f32() < 1.0);
/// ```
///
/// A step that is dropped is brought to its end first, so that it is never half taken. If it is forgotten
/// instead (`mem::forget`), the optimizer refuses further steps until it is [restored](Optimizer::restore).
/// What is read of the optimizer between two parts could not be resumed from: the borrow keeps it shut.
pub struct PartialStep<'a, R: Rule, S: Storage, D: Rounding, const G: u32> {
    optimizer: &'a mut Optimizer<R, S, D, G>,
    parameters: &'a mut [S::Parameter],
    gradient: &'a [Gradient<G>],
    scalars: R::Scalars,
    /// How many parameters have moved.
    done: usize,
}

impl<'a, R: Rule, S: Storage, D: Rounding, const G: u32> PartialStep<'a, R, S, D, G> {
    pub(super) const fn new(
        optimizer: &'a mut Optimizer<R, S, D, G>,
        parameters: &'a mut [S::Parameter],
        gradient: &'a [Gradient<G>],
        scalars: R::Scalars,
    ) -> Self {
        optimizer.unfinished = !parameters.is_empty();
        Self { optimizer, parameters, gradient, scalars, done: 0 }
    }

    /// Moves about `n` parameters (as many more as make a multiple of 16); whether the step is done.
    pub fn advance(&mut self, n: usize) -> bool {
        let Self { optimizer, parameters, gradient, scalars, done } = self;
        let length = passes::in_grains(n.max(1));
        let end = done.saturating_add(length).min(parameters.len());
        let range = *done..end;
        let Optimizer { held, rounding, saturated, unfinished, .. } = &mut **optimizer;
        let states = S::memory_mut(held).states_mut();
        if let (Some(w), Some(g), Some(states)) =
            (parameters.get_mut(range.clone()), gradient.get(range.clone()), states.get_mut(range))
        {
            passes::advance::<R, _, _, G>(scalars, w, g, states, (rounding, saturated));
        }
        *done = end;
        *unfinished = end < parameters.len();
        !*unfinished
    }

    /// Whether nothing is left to do.
    pub const fn is_done(&self) -> bool {
        self.done >= self.parameters.len()
    }

    /// The parameters as they are now: those that have moved, and those that have not.
    pub const fn parameters(&self) -> &[S::Parameter] {
        self.parameters
    }

    /// What is left, in one go.
    pub fn finish(self) {
        drop(self);
    }
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> Drop for PartialStep<'_, R, S, D, G> {
    fn drop(&mut self) {
        self.advance(usize::MAX);
    }
}

impl<R: Rule, S: Storage, D: Rounding, const G: u32> fmt::Debug for PartialStep<'_, R, S, D, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialStep").field("done", &self.done).finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl<R: Rule, S: Storage, D: Rounding, const G: u32> defmt::Format for PartialStep<'_, R, S, D, G> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "PartialStep {{ done: {=usize} }}", self.done);
    }
}
