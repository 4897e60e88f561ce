//! Adaptive gradient clipping (AGC): a gradient is large if it is large beside its weights.
//!
//! Gᵢ ← Gᵢ · λ max(‖Wᵢ‖, ε) / ‖Gᵢ‖ if ‖Gᵢ‖ > λ max(‖Wᵢ‖, ε), for each unit i.
//!
//! A. Brock, S. De, S. L. Smith, K. Simonyan, "High-Performance Large-Scale Image Recognition Without
//! Normalization" (2021), eq. 3; Optax' `adaptive_grad_clip`, whose units are columns. The step of a
//! unit is so at most η λ of its own length: λ is a relative rate and needs no tuning to the scale of
//! the loss.

use super::{
    Element, Flow, GradientPart, Step, Transform, Unit,
    unit::{UnitNorms, Units},
};
use crate::group::Span;
use crate::{Error, error};

/// Optax' floor under ‖G‖ against a division by 0.
const SMALLEST_NORM: f32 = 1e-6;

/// Bounds each of at most `U` units, of at most `K` groups, relative to its weights.
///
/// RAM: 16 bytes a unit and a word a group. [`Unit::count`] says how many units there are.
///
/// ```
/// use thalweg::gradient::{AdaptiveClip, SkipNonFinite, Unit};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// use thalweg::group::{Group, Groups};
/// const LAYERS: [Group; 1] = [Group::matrix(2, 2)];
/// let clip = AdaptiveClip::<1, { Unit::Row.count(&LAYERS) }>::new(0.5, Unit::Row);
/// let chain = (SkipNonFinite::DEFAULT, clip);
/// let mut optimizer = Optimizer::<Sgd, [f32; 4], _, _>::grouped(Sgd, chain, Groups(LAYERS)).unwrap();
/// let mut w = [3.0, 4.0, 6.0, 8.0]; // rows of length 5 and 10
/// optimizer.step(&mut w, &[0.0, 5.0, 0.0, 5.0], 1.0).unwrap();
/// assert_eq!(w, [3.0, 1.5, 6.0, 3.0]); // the first row's gradient was 2.5 at most
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AdaptiveClip<const K: usize, const U: usize> {
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    clipping: f32,
    epsilon: f32,
    #[cfg_attr(feature = "serde", serde(rename = "unit"))]
    units: Units<K>,
    #[cfg_attr(feature = "serde", serde(skip))]
    gradients: UnitNorms<U>,
    #[cfg_attr(feature = "serde", serde(skip))]
    weights: UnitNorms<U>,
}

impl<const K: usize, const U: usize> AdaptiveClip<K, U> {
    /// `clipping` λ above 0, infinite to clip nothing (0.01 in the paper for large batches), with the paper's ε = 1e-3: what
    /// ‖W‖ is taken for where it is smaller, so that zero weights can move.
    pub const fn new(clipping: f32, unit: Unit) -> Self {
        Self::with_epsilon(clipping, 1e-3, unit)
    }

    /// Any ε, above 0.
    pub const fn with_epsilon(clipping: f32, epsilon: f32, unit: Unit) -> Self {
        let (gradients, weights) = (UnitNorms::new(), UnitNorms::new());
        Self { clipping, epsilon, units: Units::new(unit), gradients, weights }
    }
}

impl<const K: usize, const U: usize> Transform for AdaptiveClip<K, U> {
    type Ready<'a> = (&'a Units<K>, &'a [f32; U]);

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        error::positive_or_infinite("clipping", self.clipping)?;
        error::positive("epsilon", self.epsilon)?;
        self.units.validate(spans, U)
    }

    fn begin(&mut self, step: &Step<'_>) -> Flow {
        self.units.number(step.spans);
        self.gradients.begin();
        self.weights.begin();
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        let Self { units, gradients, weights, .. } = self;
        weights.push(part.clone().map(|e| (units.of(&e), e.w)));
        gradients.push(part.map(|e| (units.of(&e), e.g)));
    }

    fn looked(&mut self, _: &Step<'_>) -> Flow {
        // Both have the same walks.
        let (weights, gradients) = (self.weights.end(), self.gradients.end());
        let (Some(weights), Some(factors)) = (weights, gradients) else { return Flow::Look };
        for (factor, weight) in factors.iter_mut().zip(weights) {
            let (norm, max) = (*factor, self.clipping * weight.max(self.epsilon));
            *factor = if norm < max { 1.0 } else { max / norm.max(SMALLEST_NORM) };
        }
        Flow::Continue
    }

    fn ready(&self, _: &Step<'_>) -> Self::Ready<'_> {
        (&self.units, self.gradients.found())
    }

    #[inline]
    fn apply((units, factors): &Self::Ready<'_>, element: Element<'_>) -> f32 {
        element.g * factors.get(units.of(&element)).copied().unwrap_or(1.0)
    }
}
