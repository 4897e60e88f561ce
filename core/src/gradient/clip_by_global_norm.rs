//! Clipping by the global norm: bound the length of a gradient, keep its direction.
//!
//! g ← g · c / (‖g‖₂ + ε) if ‖g‖₂ + ε > c.
//!
//! R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks"
//! (2013), algorithm 1, has no ε, nor has Optax. PyTorch adds 1e-6 and MXNet 1e-8, so that a norm of
//! exactly c is scaled too; in `f32` that shows for norms below about 16 and 0.2.

use super::{Element, Factor, Flow, Gradient, Norm, Step, Transform};
use crate::group::Span;
use crate::{Error, error};

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
/// use thalweg::gradient::{ClipByGlobalNorm, Guard};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let clip = ClipByGlobalNorm::new(1.0);
/// let mut optimizer = Optimizer::<Sgd, 2, _>::with(Sgd, (Guard::DEFAULT, clip)).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[3.0, -4.0], 1.0).unwrap();
/// assert_eq!(w, [-0.6, 0.8]);
/// assert_eq!(optimizer.transform().1.norm(), 5.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClipByGlobalNorm {
    max_norm: f32,
    epsilon: f32,
    norm: f32,
}

impl ClipByGlobalNorm {
    /// As in the paper and Optax, ε = 0; `max_norm` at least 0, checked by the optimizer.
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
        Self { max_norm, epsilon, norm: 0.0 }
    }

    /// The norm that the last gradient had before it was clipped; at most `f32::MAX`.
    pub const fn norm(&self) -> f32 {
        self.norm
    }
}

impl Transform for ClipByGlobalNorm {
    type Ready<'a> = Factor;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::non_negative("max_norm", self.max_norm)?;
        error::non_negative("epsilon", self.epsilon)
    }

    fn begin<'s>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<Factor> {
        let norm = Norm::l2(gradient.map(|element| element.g));
        self.norm = norm.value();
        Flow::Pass(norm.factor(self.max_norm, self.epsilon))
    }

    #[inline]
    fn apply(factor: &Factor, element: Element<'_>) -> f32 {
        factor.apply(element.g)
    }
}

/// Scales `gradient` in place by `max_norm / ‖g‖₂` if its norm is above `max_norm`.
///
/// # Errors
/// `max_norm` not finite or below 0; a gradient that is not finite (nothing is changed then).
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
    error::non_negative("max_norm", max_norm)?;
    error::finite("gradient", gradient)?;
    let norm = Norm::l2(gradient.iter().copied());
    let factor = norm.factor(max_norm, 0.0);
    let scaled = factor != Factor::ONE;
    if scaled {
        gradient.iter_mut().for_each(|g| *g = factor.apply(*g));
    }
    Ok(Clipped { norm: norm.value(), scaled })
}
