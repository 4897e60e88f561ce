//! g ← min(max(g, −c), c): clipping by value bounds each element and so turns the gradient.
//!
//! MXNet's `clip_gradient`, Optax' `clip`, PyTorch's `clip_grad_value_`.

use super::{Element, Step, Transform};
use crate::group::Span;
use crate::{Error, error};

/// Bounds every element of the gradient to `[−max, max]`.
///
/// ```
/// use thalweg::gradient::{ClipByValue, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let chain = (SkipNonFinite::DEFAULT, ClipByValue::new(1.0));
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], _>::with_transform(Sgd, chain).unwrap();
/// let mut w = [0.0; 2];
/// optimizer.step(&mut w, &[3.0, -0.5], 1.0).unwrap();
/// assert_eq!(w, [-1.0, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClipByValue {
    /// The largest magnitude, above 0; infinite to clip nothing.
    #[cfg_attr(feature = "serde", serde(with = "crate::infinite"))]
    pub max: f32,
}

impl ClipByValue {
    /// `max` above 0, infinite to clip nothing, checked by the optimizer that takes it.
    pub const fn new(max: f32) -> Self {
        Self { max }
    }
}

impl Transform for ClipByValue {
    type Ready<'a> = f32;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive_or_infinite("max", self.max)
    }

    fn ready(&self, _: &Step<'_>) -> f32 {
        self.max
    }

    #[inline]
    fn apply(max: &f32, element: Element<'_>) -> f32 {
        element.g.max(-max).min(*max)
    }
}
