//! Clipping by the global norm: bound the length of a gradient, keep its direction.
//!
//! g ← g · c / (‖g‖₂ + ε) if ‖g‖₂ + ε > c.
//!
//! R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks"
//! (2013), algorithm 1, has no ε, nor has Optax. PyTorch adds 1e-6 and MXNet 1e-8, so that a norm of
//! exactly c is scaled too; in `f32` that shows for norms below about 16 and 0.2.

use super::{Element, Flow, GradientPart, Step, Transform};
use crate::group::Span;
use crate::{
    Error, Zero, error,
    math::{ClipFactor, LARGEST_ROOT, Norm, NormWalk},
};

/// What [`clip_by_global_norm`] found and did.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Clipped {
    /// The L2 norm before clipping; at most `f32::MAX`.
    pub norm: f32,
    /// Whether the gradient was scaled.
    pub scaled: bool,
}

/// Scales the whole gradient so that its L2 norm is at most `max_norm`.
///
/// ```
/// use thalweg::gradient::{ClipByGlobalNorm, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let clip = ClipByGlobalNorm::new(1.0);
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], _>::with_transform(Sgd, (SkipNonFinite::DEFAULT, clip)).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[3.0, -4.0], 1.0).unwrap();
/// assert_eq!(w, [-0.6, 0.8]);
/// assert_eq!(optimizer.transform().1.norm(), 5.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClipByGlobalNorm {
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    max_norm: f32,
    epsilon: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) norm: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    walk: NormWalk,
    #[cfg_attr(feature = "serde", serde(skip))]
    factor: ClipFactor,
    /// Not 0 in a step whose guard leaves its work to the sum; no `bool`, as in [`SkipNonFinite`](super::SkipNonFinite).
    #[cfg_attr(feature = "serde", serde(skip))]
    guards: u8,
}

/// A guard has asked, and the step has not come to the clipping yet; then it is half of it.
const ASKED: u8 = 2;

impl ClipByGlobalNorm {
    /// As in the paper and Optax, ε = 0; `max_norm` above 0, infinite to clip nothing, checked by the
    /// optimizer.
    pub const fn new(max_norm: f32) -> Self {
        Self::with_epsilon(max_norm, 0.0)
    }

    /// As PyTorch's `clip_grad_norm_`, ε = 1e-6.
    pub const fn pytorch(max_norm: f32) -> Self {
        Self::with_epsilon(max_norm, 1e-6)
    }

    /// As MXNet's `clip_global_norm`, ε = 1e-8.
    pub const fn mxnet(max_norm: f32) -> Self {
        Self::with_epsilon(max_norm, 1e-8)
    }

    /// Any ε, at least 0.
    pub const fn with_epsilon(max_norm: f32, epsilon: f32) -> Self {
        let (norm, walk, factor) = (0.0, NormWalk::ZERO, ClipFactor::ONE);
        Self { max_norm, epsilon, norm, walk, factor, guards: 0 }
    }

    /// The norm that the last gradient had before it was clipped; at most `f32::MAX`.
    pub const fn norm(&self) -> f32 {
        self.norm
    }
}

impl Transform for ClipByGlobalNorm {
    type Ready<'a> = ClipFactor;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive_or_infinite("max_norm", self.max_norm)?;
        error::non_negative("epsilon", self.epsilon)
    }

    /// The default guard: a square of what it lets pass is finite, and only of that.
    #[inline]
    fn takes_guard(&mut self, limit: f32) -> bool {
        self.guards = if limit == LARGEST_ROOT { ASKED } else { 0 };
        self.guards > 0
    }

    #[inline]
    fn begin(&mut self, _: &Step<'_>) -> Flow {
        self.guards >>= 1; // a step that was left in the middle asked for nothing in this one
        self.walk = NormWalk::ZERO;
        Flow::Look
    }

    #[inline]
    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        self.walk.push(part.map(|element| element.g));
    }

    #[inline]
    fn looked(&mut self, _: &Step<'_>) -> Flow {
        if self.guards > 0 && self.walk.has_no_root() {
            (self.guards, self.walk) = (0, NormWalk::ZERO);
            return Flow::Skip;
        }
        let Some(norm) = self.walk.end() else { return Flow::Look };
        self.guards = 0;
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

/// Scales `gradient` in place by `max_norm / ‖g‖₂` if its norm is above `max_norm`.
///
/// # Errors
/// `max_norm` not above 0; a gradient that is not finite (nothing is changed then).
///
/// ```
/// use thalweg::gradient::clip_by_global_norm;
/// let mut gradient = [3.0, 4.0];
/// let clipped = clip_by_global_norm(&mut gradient, 1.0).unwrap();
/// assert_eq!((clipped.norm, clipped.scaled), (5.0, true));
/// assert_eq!(gradient, [0.6, 0.8]);
/// assert!(clip_by_global_norm(&mut [f32::NAN], 1.0).is_err());
/// ```
pub fn clip_by_global_norm(gradient: &mut [f32], max_norm: f32) -> Result<Clipped, Error> {
    error::positive_or_infinite("max_norm", max_norm)?;
    error::finite("gradient", gradient)?;
    let norm = Norm::l2(gradient.iter().copied());
    let factor = norm.factor(max_norm, 0.0);
    let scaled = factor != ClipFactor::ONE;
    if scaled {
        gradient.iter_mut().for_each(|g| *g = factor.apply(*g));
    }
    Ok(Clipped { norm: norm.value(), scaled })
}
