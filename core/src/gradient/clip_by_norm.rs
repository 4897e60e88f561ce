//! Clipping by another norm than the Euclidean: g ← g · c / (‖g‖ₚ + ε) if ‖g‖ₚ + ε > c.
//!
//! PyTorch's `clip_grad_norm_` with its `norm_type`. ‖g‖_∞ bounds the largest element and, unlike
//! clipping by value, keeps the direction.

use super::{Element, Factor, Flow, Gradient, Norm, Step, Transform};
use crate::group::Span;
use crate::{Error, error};

/// Which norm: ‖g‖ₚ = (Σ |g|ᵖ)^(1/p).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum NormType {
    /// Σ |g|.
    L1,
    /// √Σ g²; where no other is wanted, [`ClipByGlobalNorm`](super::ClipByGlobalNorm) is smaller.
    L2,
    /// max |g|.
    LInfinity,
    /// Any p above 0; below 1 it is no norm, but PyTorch takes it too.
    Lp(f32),
}

/// Scales the whole gradient so that its norm is at most `max_norm`.
///
/// ```
/// use thalweg::gradient::{ClipByNorm, Guard, NormType};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let chain = (Guard::DEFAULT, ClipByNorm::new(NormType::L1, 3.5));
/// let mut optimizer = Optimizer::<Sgd, 2, _>::with(Sgd, chain).unwrap();
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
    max_norm: f32,
    epsilon: f32,
    norm: f32,
}

impl ClipByNorm {
    /// Without ε; `max_norm` at least 0, checked by the optimizer.
    pub const fn new(norm_type: NormType, max_norm: f32) -> Self {
        Self::with_epsilon(norm_type, max_norm, 0.0)
    }

    /// As PyTorch's `clip_grad_norm_`, ε = 1e-6.
    pub const fn pytorch(norm_type: NormType, max_norm: f32) -> Self {
        Self::with_epsilon(norm_type, max_norm, 1e-6)
    }

    /// Any ε, at least 0.
    pub const fn with_epsilon(norm_type: NormType, max_norm: f32, epsilon: f32) -> Self {
        Self { norm_type, max_norm, epsilon, norm: 0.0 }
    }

    /// The norm that the last gradient had before it was clipped; at most `f32::MAX`.
    pub const fn norm(&self) -> f32 {
        self.norm
    }
}

impl Transform for ClipByNorm {
    type Ready<'a> = Factor;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        if let NormType::Lp(p) = self.norm_type {
            error::positive("norm_type", p)?;
        }
        error::non_negative("max_norm", self.max_norm)?;
        error::non_negative("epsilon", self.epsilon)
    }

    fn begin<'s>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Factor> {
        let values = gradient.map(|element| element.g);
        let norm = match self.norm_type {
            NormType::L1 => Norm::l1(values),
            NormType::L2 => Norm::l2(values),
            NormType::LInfinity => Norm::l_infinity(values),
            NormType::Lp(p) => Norm::lp(p, values),
        };
        self.norm = norm.value();
        Flow::Pass(norm.factor(self.max_norm, self.epsilon))
    }

    #[inline]
    fn apply(factor: &Factor, element: Element<'_>) -> f32 {
        factor.apply(element.g)
    }
}
