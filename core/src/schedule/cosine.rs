//! η(t) = final + (base − final) · ((1 + cos(π t / T)) / 2)ᵖ, held from T on; p = 1 unless said.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5, one
//! cycle; MXNet's `CosineScheduler`, PyTorch's `CosineAnnealingLR` (which rises again past T), Optax'
//! `cosine_decay_schedule` (which brought the exponent p). A constant and then a cosine is this one
//! [`Later`](super::Shift::Later).

use super::{Curve, Schedule, curve::Progress};
use crate::{Error, error};

/// What a cosine does past its last step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PastEnd {
    /// Keeps the final rate: MXNet, Optax, Keras.
    #[default]
    Hold,
    /// Goes on as a cosine does, up to the base rate at 2T and down again: PyTorch.
    RiseAgain,
}

/// Half a cosine from `base_lr` at step 0 to `final_lr` at step `steps`, then held.
///
/// ```
/// use thalweg::schedule::{Cosine, PastEnd, Schedule};
/// let schedule = Cosine::new(0.75, 0.25, 100).unwrap();
/// assert_eq!([0, 50, 100, 5000].map(|step| schedule.at(step)), [0.75, 0.5, 0.25, 0.25]);
/// assert_eq!(schedule.past_end(PastEnd::RiseAgain).at(200), 0.75);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cosine {
    base_lr: f32,
    final_lr: f32,
    steps: u32,
    exponent: f32,
    past_end: PastEnd,
}

impl Cosine {
    /// `base_lr` and `final_lr` in [0, ∞); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32) -> Result<Self, Error> {
        let (exponent, past_end) = (1.0, PastEnd::Hold);
        error::validated!(Self { base_lr, final_lr, steps, exponent, past_end })
    }

    pub(super) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("final_lr", self.final_lr));
        error::check!(error::at_least_one("steps", self.steps));
        error::positive("exponent", self.exponent)
    }

    /// The final rate as a share `alpha` of `base_lr`, as Optax and Keras have it.
    ///
    /// # Errors
    /// A field out of its range; `alpha` is in [0, ∞).
    pub const fn alpha(base_lr: f32, alpha: f32, steps: u32) -> Result<Self, Error> {
        error::check!(error::non_negative("alpha", alpha));
        Self::new(base_lr, base_lr * alpha, steps)
    }

    /// The curve to the power `exponent`, above 0.
    ///
    /// # Errors
    /// `exponent` out of its range.
    pub const fn exponent(self, exponent: f32) -> Result<Self, Error> {
        error::validated!(Self { exponent, ..self })
    }

    /// What comes after step `steps`.
    #[must_use]
    pub const fn past_end(self, past_end: PastEnd) -> Self {
        Self { past_end, ..self }
    }

    /// The step of the first half period that has the same value.
    fn folded(&self, step: u32) -> u32 {
        match (self.past_end, step.checked_div(self.steps), step.checked_rem(self.steps)) {
            (PastEnd::RiseAgain, Some(halves), Some(rest)) if halves & 1 == 1 => self.steps - rest,
            (PastEnd::RiseAgain, _, Some(rest)) => rest,
            _ => step.min(self.steps),
        }
    }
}

impl Schedule for Cosine {
    fn at(&self, step: u32) -> f32 {
        let done = self.folded(step);
        if self.exponent == 1.0 {
            return Curve::Cosine.between(self.base_lr, self.final_lr, done, self.steps);
        }
        // A power of the share that is left is a polynomial in the way that a cosine has gone.
        let way = Progress::of_steps(done, self.steps).along_cosine();
        Curve::Polynomial(self.exponent).blend(self.base_lr, self.final_lr, way)
    }
}
