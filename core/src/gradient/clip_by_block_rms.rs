//! Clipping by block RMS: each group by itself, whatever its size.
//!
//! g ← g · d / rms(g) if rms(g) > d, with rms(g) = √(Σ g² / n) over a group of n elements.
//!
//! N. Shazeer, M. Stern, "Adafactor" (2018), section 6; Optax' `clip_by_block_rms`. Unlike the global
//! norm, d means the same for a small tensor and a large one, and one tensor that explodes does not
//! silence the others.

use super::{
    Element, Flow, GradientPart, Step, Transform, Unit,
    unit::{UnitNorms, Units},
};
use crate::group::Span;
use crate::{Error, error, math::sqrt};

/// Bounds the root of the mean square of each of at most `K` groups.
///
/// ```
/// use thalweg::gradient::{ClipByBlockRms, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// use thalweg::group::{Group, Groups};
/// let chain = (SkipNonFinite::DEFAULT, ClipByBlockRms::<2>::new(1.0));
/// let groups = Groups([Group::vector(2), Group::vector(1)]);
/// let mut optimizer = Optimizer::<Sgd, [f32; 3], _, _>::grouped(Sgd, chain, groups).unwrap();
/// let mut w = [0.0; 3];
/// optimizer.step(&mut w, &[4.0, -4.0, 0.5], 1.0).unwrap();
/// assert_eq!(w, [-1.0, 1.0, -0.5]);
///
/// let error = Optimizer::<Sgd, [f32; 3], _, _>::grouped(Sgd, ClipByBlockRms::<1>::new(1.0), groups);
/// assert_eq!(error.unwrap_err().to_string(), "groups: room for 1; needed: at least 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClipByBlockRms<const K: usize = 1> {
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    threshold: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    norms: UnitNorms<K>,
}

impl<const K: usize> ClipByBlockRms<K> {
    /// `threshold` d, above 0, infinite to clip nothing, checked by the optimizer that takes it.
    pub const fn new(threshold: f32) -> Self {
        Self { threshold, norms: UnitNorms::new() }
    }
}

impl<const K: usize> Transform for ClipByBlockRms<K> {
    type Ready<'a> = &'a [f32; K];

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        error::positive_or_infinite("threshold", self.threshold)?;
        Units::<K>::new(Unit::Group).validate(spans, K)
    }

    fn begin(&mut self, _: &Step<'_>) -> Flow {
        self.norms.begin();
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        self.norms.push(part.map(|element| (element.span.number, element.g)));
    }

    fn looked(&mut self, step: &Step<'_>) -> Flow {
        let Some(factors) = self.norms.end() else { return Flow::Look };
        for (factor, span) in factors.iter_mut().zip(step.spans) {
            let rms = *factor / sqrt(span.group.length as f32);
            *factor = if rms > self.threshold { self.threshold / rms } else { 1.0 };
        }
        Flow::Continue
    }

    fn ready(&self, _: &Step<'_>) -> &[f32; K] {
        self.norms.found()
    }

    #[inline]
    fn apply(factors: &&[f32; K], element: Element<'_>) -> f32 {
        element.g * factors.get(element.span.number).copied().unwrap_or(1.0)
    }
}
