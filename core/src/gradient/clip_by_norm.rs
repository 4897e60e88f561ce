//! Clipping by another norm than the Euclidean: g ← g · c / (‖g‖ₚ + ε) if ‖g‖ₚ + ε > c.
//!
//! PyTorch's `clip_grad_norm_` with its `norm_type`. ‖g‖_∞ bounds the largest element and, unlike
//! clipping by value, keeps the direction.

use super::{Element, Flow, GradientPart, Step, Transform};
use crate::group::Span;
use crate::{
    Error, error,
    math::{AnyNormWalk, ClipFactor, NormType},
};

/// Scales the whole gradient so that its norm is at most `max_norm`.
///
/// ```
/// use thalweg::gradient::{ClipByNorm, SkipNonFinite, NormType};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let chain = (SkipNonFinite::DEFAULT, ClipByNorm::new(NormType::L1, 3.5));
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], _>::with_transform(Sgd, chain).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[3.0, -4.0], 1.0).unwrap();
/// assert_eq!(w, [-1.5, 2.0]);
/// assert_eq!(optimizer.transform().1.norm(), 7.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClipByNorm {
    norm_type: NormType,
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    max_norm: f32,
    epsilon: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) norm: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    walk: AnyNormWalk,
    #[cfg_attr(feature = "serde", serde(skip))]
    factor: ClipFactor,
}

impl ClipByNorm {
    /// Without ε; `max_norm` above 0, infinite to clip nothing, checked by the optimizer.
    pub const fn new(norm_type: NormType, max_norm: f32) -> Self {
        Self::with_epsilon(norm_type, max_norm, 0.0)
    }

    /// As PyTorch's `clip_grad_norm_`, ε = 1e-6.
    pub const fn pytorch(norm_type: NormType, max_norm: f32) -> Self {
        Self::with_epsilon(norm_type, max_norm, 1e-6)
    }

    /// Any ε, at least 0.
    pub const fn with_epsilon(norm_type: NormType, max_norm: f32, epsilon: f32) -> Self {
        let (norm, walk, factor) = (0.0, AnyNormWalk::NEW, ClipFactor::ONE);
        Self { norm_type, max_norm, epsilon, norm, walk, factor }
    }

    /// The norm that the last gradient had before it was clipped; at most `f32::MAX`.
    pub const fn norm(&self) -> f32 {
        self.norm
    }
}

impl Transform for ClipByNorm {
    type Ready<'a> = ClipFactor;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        if let NormType::Lp(p) = self.norm_type {
            error::positive("norm_type", p)?;
        }
        error::positive_or_infinite("max_norm", self.max_norm)?;
        error::non_negative("epsilon", self.epsilon)
    }

    fn begin(&mut self, _: &Step<'_>) -> Flow {
        self.walk = AnyNormWalk::NEW;
        Flow::Look
    }

    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        self.walk.push(self.norm_type, part.map(|element| element.g));
    }

    fn looked(&mut self, _: &Step<'_>) -> Flow {
        let Some(norm) = self.walk.end(self.norm_type) else { return Flow::Look };
        self.norm = norm.value();
        self.factor = norm.factor(self.max_norm, self.epsilon);
        Flow::Continue
    }

    fn ready(&self, _: &Step<'_>) -> ClipFactor {
        self.factor
    }

    #[inline]
    fn apply(factor: &ClipFactor, element: Element<'_>) -> f32 {
        factor.apply(element.g)
    }
}
