//! Gradient noise that fades: g ← g + N(0, σ²), σ² = η / (1 + t)^γ with t from 0.
//!
//! A. Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks" (2015),
//! eq. 1; Optax' `add_noise`. Early noise carries the parameters out of narrow hollows; it has faded
//! by a half after 2^(1/γ) steps.

use super::{Element, Step, Transform};
use crate::group::Span;
use crate::{
    Error, default, error,
    math::{powf, sqrt},
    random::Random,
};

/// Adds normal noise to every gradient that is not frozen.
///
/// The noise is a function of seed, step and index: the same on every target, after a resume, and
/// however often the chain looks at it. It is within ±6.7 σ, and costs about 110 instructions of a
/// Cortex-M4F an element.
///
/// ```
/// use thalweg::gradient::{GradientNoise, SkipNonFinite};
/// use thalweg::optimizer::{Optimizer, Sgd};
/// let chain = (SkipNonFinite::DEFAULT, GradientNoise { seed: 7, ..GradientNoise::DEFAULT });
/// let mut optimizer = Optimizer::<Sgd, [f32; 2], _>::with_transform(Sgd, chain).unwrap();
/// let (mut w, mut v) = ([0.0; 2], [0.0; 2]);
/// optimizer.clone().step(&mut w, &[0.0, 0.0], 1.0).unwrap();
/// optimizer.step(&mut v, &[0.0, 0.0], 1.0).unwrap();
/// assert_eq!(w, v);
/// assert!(w[0] != w[1] && w.iter().all(|w| w.abs() < 6.7 * 0.1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GradientNoise {
    /// η, at least 0: the variance at the first step.
    pub eta: f32,
    /// γ, at least 0: how fast the variance fades.
    pub gamma: f32,
    /// Another seed, another noise.
    pub seed: u32,
}

impl GradientNoise {
    /// The paper's γ = 0.55, and η = 0.01, the smallest of the three that it tried (0.01, 0.3, 1).
    pub const DEFAULT: Self = Self { eta: 0.01, gamma: 0.55, seed: 0 };
}

default!(GradientNoise);

impl Transform for GradientNoise {
    /// The numbers of the step, and σ.
    type Ready<'a> = (Random, f32);

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::non_negative("eta", self.eta)?;
        error::non_negative("gamma", self.gamma)
    }

    fn ready(&self, step: &Step<'_>) -> (Random, f32) {
        let variance = self.eta / powf(step.t as f32, self.gamma);
        (Random::new(self.seed, step.t), sqrt(variance))
    }

    #[inline]
    fn apply((random, deviation): &(Random, f32), element: Element<'_>) -> f32 {
        element.g + deviation * random.normal(element.index as u32)
    }
}
