//! g ← g + λ w: weight decay as a part of the gradient, where another transformation follows.
//!
//! As Optax' `add_decayed_weights`. Behind the chain, [`L2`](crate::optimizer::L2) does the same.

use super::{Element, Step, Transform};
use crate::group::Span;
use crate::words::words;
use crate::{Error, error};

/// Adds λ times the parameter to its gradient; a scheduled λ takes the place of its own.
///
/// ```
/// use thalweg::gradient::{AddDecayedWeights, ClipByGlobalNorm, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// // The decay is clipped together with the gradient.
/// let chain =
///     (SkipNonFinite::DEFAULT, AddDecayedWeights { weight_decay: 0.5 }, ClipByGlobalNorm::new(1.0));
/// let mut optimizer = Optimizer::<Sgd, [f32; 1], _>::with_transform(Sgd, chain).unwrap();
/// let mut w = [4.0];
/// optimizer.step(&mut w, &[1.0], 1.0).unwrap();
/// assert_eq!(w, [3.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AddDecayedWeights {
    /// λ, at least 0.
    pub weight_decay: f32,
}

words! { struct AddDecayedWeights { weight_decay } }

impl Transform for AddDecayedWeights {
    type Ready<'a> = f32;

    const WEIGHT_DECAY: bool = true;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn ready(&self, step: &Step<'_>) -> f32 {
        step.hyperparams.weight_decay.unwrap_or(self.weight_decay)
    }

    #[inline]
    fn apply(decay: &f32, element: Element<'_>) -> f32 {
        element.g + decay * element.span.weight_decay(element.index) * element.w
    }
}
