//! g ← g + μ (w − w₀): a proximal term, which holds the parameters near others.
//!
//! `FedProx`: T. Li et al., "Federated Optimization in Heterogeneous Networks" (2020), eq. 2: a device minimises
//! F(w) + μ/2 ‖w − w₀‖², w₀ the global model that it was sent; this is the gradient of the second part. So
//! many small steps on data of one's own do not lead far from what all have in common.

use super::{Element, Step, Transform};
use crate::group::Span;
use crate::{Error, error};
use core::fmt::Debug;

/// Adds μ times the way from the global parameters to the gradient.
///
/// `S` holds the global parameters, which do not change: `&[f32]` lent to it (they may stay in flash), or
/// `[f32; N]` inside it.
///
/// ```
/// use thalweg::gradient::{Proximal, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let global = [1.0, -1.0];
/// let chain = (SkipNonFinite::DEFAULT, Proximal::new(0.5, &global[..]));
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], _>::with_transform(Sgd, chain).unwrap();
/// let mut w = [3.0, -1.0];
/// optimizer.step(&mut w, &[0.0, 0.0], 1.0).unwrap();
/// assert_eq!(w, [2.0, -1.0]); // 3 − 0.5 · (3 − 1); the other is where it should be
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Proximal<S> {
    mu: f32,
    global: S,
}

impl<S: AsRef<[f32]>> Proximal<S> {
    /// `mu` μ at least 0, and a finite global parameter for each parameter, checked by the optimizer.
    pub const fn new(mu: f32, global: S) -> Self {
        Self { mu, global }
    }
}

impl<S: AsRef<[f32]> + Debug> Transform for Proximal<S> {
    type Ready<'a>
        = (f32, &'a [f32])
    where
        S: 'a;

    fn validate(&self, spans: &[Span]) -> Result<(), Error> {
        error::non_negative("mu", self.mu)?;
        let needed = spans.last().map_or(0, Span::end);
        error::capacity("global parameters", needed, self.global.as_ref().len())?;
        error::finite("global parameters", self.global.as_ref())
    }

    fn ready(&self, _: &Step<'_>) -> (f32, &[f32]) {
        (self.mu, self.global.as_ref())
    }

    #[inline]
    fn apply((mu, global): &(f32, &[f32]), element: Element<'_>) -> f32 {
        let global = global.get(element.index).copied().unwrap_or(element.w);
        element.g + mu * (element.w - global)
    }
}
