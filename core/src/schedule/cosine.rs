//! η(t) = final + (base − final) · (1 + cos(π t / T)) / 2, held from T on.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5, one
//! cycle; MXNet's `CosineScheduler`, Optax' `cosine_decay_schedule`.

use super::Schedule;
use crate::{
    Error, error,
    math::{Libm, Math},
};
use core::{f32::consts::PI, marker::PhantomData};

/// Half a cosine from `base_lr` at step 0 to `final_lr` at step `steps`, then held.
///
/// ```
/// use thalweg::schedule::{Cosine, Schedule};
/// let schedule = Cosine::new(0.3, 0.1, 100).unwrap();
/// assert_eq!([schedule.at(0), schedule.at(100), schedule.at(5000)], [0.3, 0.1, 0.1]);
/// assert!((schedule.at(50) - 0.2).abs() < 1e-7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cosine<M = Libm> {
    base_lr: f32,
    final_lr: f32,
    steps: u32,
    math: PhantomData<M>,
}

impl Cosine {
    /// `base_lr` and `final_lr` in [0, ∞); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, final_lr, steps, math: PhantomData })
    }
}

impl<M> Cosine<M> {
    pub(super) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("final_lr", self.final_lr));
        error::at_least_one("steps", self.steps)
    }
}

impl<M: Math> Schedule for Cosine<M> {
    fn at(&self, step: u32) -> f32 {
        if step == 0 {
            return self.base_lr;
        }
        if step >= self.steps {
            return self.final_lr;
        }
        let progress = step as f32 / self.steps as f32;
        self.final_lr + (self.base_lr - self.final_lr) * 0.5 * (1.0 + M::cos(PI * progress))
    }
}
