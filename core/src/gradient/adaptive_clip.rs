//! Adaptive gradient clipping (AGC): a gradient is large if it is large beside its weights.
//!
//! Gᵢ ← Gᵢ · λ max(‖Wᵢ‖, ε) / ‖Gᵢ‖ if ‖Gᵢ‖ > λ max(‖Wᵢ‖, ε), for each unit i.
//!
//! A. Brock, S. De, S. L. Smith, K. Simonyan, "High-Performance Large-Scale Image Recognition Without
//! Normalization" (2021), eq. 3; Optax' `adaptive_grad_clip`, whose units are columns. The step of a
//! unit is so at most η λ of its own length: λ is a relative rate and needs no tuning to the scale of
//! the loss.

use super::{Element, Flow, Gradient, Step, Transform, Unit, unit::Units, unit::norms};
use crate::group::Span;
use crate::{Error, error};

/// Optax' floor under ‖G‖ against a division by 0.
const SMALLEST_NORM: f32 = 1e-6;

/// Bounds each of at most `U` units, of at most `K` groups, relative to its weights.
///
/// RAM: 12 bytes a unit and a word a group. [`Unit::count`] says how many units there are.
///
/// ```
/// use thalweg::gradient::{AdaptiveClip, Guard, Unit};
/// use thalweg::optimizer::{F32, Optimizer, Sgd};
/// use thalweg::group::{Group, Groups};
/// const LAYERS: [Group; 1] = [Group::matrix(2, 2)];
/// let clip = AdaptiveClip::<1, { Unit::Row.count(&LAYERS) }>::new(0.5, Unit::Row);
/// let chain = (Guard::DEFAULT, clip);
/// let mut optimizer = Optimizer::<Sgd, 4, _, F32, _>::grouped(Sgd, chain, Groups(LAYERS)).unwrap();
/// let mut w = [3.0, 4.0, 6.0, 8.0]; // rows of length 5 and 10
/// optimizer.step(&mut w, &[0.0, 5.0, 0.0, 5.0], 1.0).unwrap();
/// assert_eq!(w, [3.0, 1.5, 6.0, 3.0]); // the first row's gradient was 2.5 at most
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AdaptiveClip<const K: usize, const U: usize> {
    clipping: f32,
    epsilon: f32,
    units: Units<K>,
    factors: [f32; U],
    weights: [f32; U],
    sums: [f32; U],
}

impl<const K: usize, const U: usize> AdaptiveClip<K, U> {
    /// `clipping` λ above 0 (0.01 in the paper for large batches), with the paper's ε = 1e-3: what
    /// ‖W‖ is taken for where it is smaller, so that zero weights can move.
    pub const fn new(clipping: f32, unit: Unit) -> Self {
        Self::with_epsilon(clipping, 1e-3, unit)
    }

    /// Any ε, above 0.
    pub const fn with_epsilon(clipping: f32, epsilon: f32, unit: Unit) -> Self {
        let (units, nothing) = (Units::new(unit), [0.0; U]);
        Self { clipping, epsilon, units, factors: nothing, weights: nothing, sums: nothing }
    }
}

impl<const K: usize, const U: usize> Transform for AdaptiveClip<K, U> {
    type Ready<'a> = (&'a Units<K>, &'a [f32; U]);

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        error::positive("clipping", self.clipping)?;
        error::positive("epsilon", self.epsilon)?;
        self.units.validate(spans, U)
    }

    fn begin<'s>(&mut self, step: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Self::Ready<'_>> {
        self.units.number(step.spans);
        let Self { units, factors, weights, sums, .. } = self;
        norms(weights, sums, gradient.clone().map(|e| (units.of(&e), e.w)));
        norms(factors, sums, gradient.map(|e| (units.of(&e), e.g)));
        for (factor, weight) in factors.iter_mut().zip(weights) {
            let (norm, max) = (*factor, self.clipping * weight.max(self.epsilon));
            *factor = if norm < max { 1.0 } else { max / norm.max(SMALLEST_NORM) };
        }
        Flow::Pass((&self.units, &self.factors))
    }

    #[inline]
    fn apply((units, factors): &Self::Ready<'_>, element: Element<'_>) -> f32 {
        element.g * factors.get(units.of(&element)).copied().unwrap_or(1.0)
    }
}
