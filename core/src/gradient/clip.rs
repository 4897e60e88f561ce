//! Clipping by the global norm: bound the length of a gradient, keep its direction.
//!
//! g ← g · c / ‖g‖₂ if ‖g‖₂ > c.
//!
//! R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks"
//! (2013), algorithm 1; Optax' `clip_by_global_norm`.

use super::{Element, Flow, Gradient, Span, Step, Transform, norm::norm};
use crate::{
    Error, error,
    math::{Libm, Math},
};

/// What [`clip_by_global_norm`] found and did.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Clipped {
    /// The L2 norm before clipping.
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
    norm: f32,
}

impl ClipByGlobalNorm {
    /// `max_norm` above 0, checked by the optimizer that takes it.
    pub const fn new(max_norm: f32) -> Self {
        Self { max_norm, norm: 0.0 }
    }

    /// The norm that the last gradient had before it was clipped.
    pub const fn norm(&self) -> f32 {
        self.norm
    }
}

impl Transform for ClipByGlobalNorm {
    type Ready<'a> = f32;

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive("max_norm", self.max_norm)
    }

    fn begin<'s, M: Math>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<f32> {
        self.norm = norm::<M>(gradient.map(|element| element.g));
        Flow::Pass(if self.norm > self.max_norm { self.max_norm / self.norm } else { 1.0 })
    }

    #[inline]
    fn apply(factor: &f32, element: Element<'_>) -> f32 {
        element.g * factor
    }
}

/// Scales `gradient` in place by `max_norm / ‖g‖₂` if its norm is above `max_norm`.
///
/// # Errors
/// `max_norm` not finite or not above 0; a gradient that is not finite (nothing is changed then).
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
    error::positive("max_norm", max_norm)?;
    if let Some(index) = gradient.iter().position(|g| !g.is_finite()) {
        return Err(Error::NotFinite { what: "gradient", index });
    }
    let norm = norm::<Libm>(gradient.iter().copied());
    let scaled = norm > max_norm;
    if scaled {
        let factor = max_norm / norm;
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
    Ok(Clipped { norm, scaled })
}
