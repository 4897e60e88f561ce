//! Accumulation: the mean of k micro-batches takes the place of one large batch.
//!
//! s ← s + g for k steps; then g ← s / k.
//!
//! A batch of k samples whose activations would not fit is shown sample by sample: the first k − 1
//! steps are held and nothing moves, the k-th takes the step. What depends on the gradient's size
//! (norms, clipping, noise) belongs behind it in the chain; a [`Guard`](super::Guard) in front of it
//! leaves a bad micro-batch out, one behind it refuses the whole mean.

use super::{Element, Flow, Gradient, Step, Transform};
use crate::group::Span;
use crate::{Error, error};

/// Adds up the gradients of k micro-batches and passes their mean on, for `N` parameters.
///
/// RAM: 4 bytes a parameter. The sum is taken in order and divided once, so the mean is that of a
/// batch of all k where the sums are exact, and elsewhere within k roundings of it: k · 2⁻²⁴ of the
/// mean magnitude. Groups that are frozen or thawed in between count with what they had.
///
/// ```
/// use thalweg::gradient::{Accumulate, Guard};
/// use thalweg::optimizer::{Optimizer, Outcome, Sgd};
/// let chain = (Guard::DEFAULT, Accumulate::<1>::new(2));
/// let mut optimizer = Optimizer::<Sgd, 1, _>::with(Sgd, chain).unwrap();
/// let mut w = [1.0];
/// assert_eq!(optimizer.step(&mut w, &[0.25], 1.0), Ok(Outcome::Held));
/// assert_eq!(optimizer.step(&mut w, &[0.75], 1.0), Ok(Outcome::Applied));
/// assert_eq!((w, optimizer.steps()), ([0.5], 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Accumulate<const N: usize> {
    every: u32,
    count: u32,
    sum: [f32; N],
}

impl<const N: usize> Accumulate<N> {
    /// A step `every` k micro-batches, at least 1, checked by the optimizer that takes it.
    pub const fn new(every: u32) -> Self {
        Self { every, count: 0, sum: [0.0; N] }
    }

    /// How many micro-batches wait for the rest.
    pub const fn waiting(&self) -> u32 {
        self.count
    }
}

impl<const N: usize> Transform for Accumulate<N> {
    type Ready<'a> = (&'a [f32; N], f32);

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        if self.every == 0 {
            return Err(Error::Count { field: "every", value: 0, allowed: "at least 1" });
        }
        let needed = spans.iter().map(|span| span.group.length).sum();
        error::capacity("accumulated parameters", needed, N)
    }

    fn begin<'s>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Self::Ready<'_>> {
        if self.count == 0 {
            self.sum = [0.0; N];
        }
        for (sum, element) in self.sum.iter_mut().zip(gradient) {
            *sum += element.g;
        }
        self.count += 1;
        if self.count < self.every {
            return Flow::Hold;
        }
        self.count = 0;
        Flow::Pass((&self.sum, self.every as f32))
    }

    #[inline]
    fn apply((sum, every): &Self::Ready<'_>, element: Element<'_>) -> f32 {
        sum.get(element.index).copied().unwrap_or_default() / every
    }
}
