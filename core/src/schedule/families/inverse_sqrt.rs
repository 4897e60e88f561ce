//! η(t) = peak · t / w up to w, then peak · √(w / t).
//!
//! X. Zhai et al., "Scaling Vision Transformers", and fairseq's `inverse_sqrt`; Noam's schedule with
//! the peak given. [`Noam`] is the original: A. Vaswani et al., "Attention Is All You Need", eq. 3,
//! η = scale · d^−½ · min(s^−½, s · w^−3/2) with s = t + 1.

use crate::schedule::{Schedule, between::linear};
use crate::words::words;
use crate::{Error, config::config, error, math::sqrt};

config! {
    /// A linear warmup to `peak_lr`, then the inverse square root of the step.
    ///
    /// ```
    /// use thalweg::schedule::{InverseSqrt, Schedule};
    /// let schedule = InverseSqrt::new(1.0, 4).unwrap();
    /// assert_eq!([0, 2, 4, 16, 64].map(|step| schedule.at(step)), [0.0, 0.5, 1.0, 0.5, 0.25]);
    /// ```
    pub struct InverseSqrt {
        pub(crate) peak_lr: f32,
        pub(crate) warmup_steps: u32,
    }
}

words! { struct InverseSqrt { peak_lr, warmup_steps } }

impl InverseSqrt {
    /// `peak_lr` in [0, ∞). With 0 `warmup_steps` the peak stands at step 0 and w counts as 1.
    ///
    /// # Errors
    /// `peak_lr` negative or not finite.
    pub const fn new(peak_lr: f32, warmup_steps: u32) -> Result<Self, Error> {
        error::validated!(Self { peak_lr, warmup_steps })
    }

    pub(in crate::schedule) const fn validate(self) -> Result<(), Error> {
        error::non_negative("peak_lr", self.peak_lr)
    }
}

impl Schedule for InverseSqrt {
    fn at(&self, step: u32) -> f32 {
        if step <= self.warmup_steps {
            return if step == self.warmup_steps {
                self.peak_lr
            } else {
                linear(0.0, self.peak_lr, step, self.warmup_steps)
            };
        }
        self.peak_lr * sqrt(self.warmup_steps.max(1) as f32 / step as f32)
    }
}

config! {
    /// The Transformer's schedule: a linear warmup, then the inverse square root of the step, both scaled
    /// by the width of the model.
    ///
    /// ```
    /// use thalweg::schedule::{Noam, Schedule};
    /// let schedule = Noam::new(1.0, 64, 4).unwrap();
    /// assert_eq!([0, 3, 15].map(|step| schedule.at(step)), [1.0 / 64.0, 1.0 / 16.0, 1.0 / 32.0]);
    /// ```
    pub struct Noam {
        pub(crate) scale: f32,
        pub(crate) model_dim: u32,
        pub(crate) warmup_steps: u32,
    }
}

words! { struct Noam { scale, model_dim, warmup_steps } }

impl Noam {
    /// `scale` in [0, ∞); `model_dim` (512 in the paper) and `warmup_steps` (4000) at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(scale: f32, model_dim: u32, warmup_steps: u32) -> Result<Self, Error> {
        error::validated!(Self { scale, model_dim, warmup_steps })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("scale", self.scale));
        error::check!(error::at_least_one("model_dim", self.model_dim));
        error::at_least_one("warmup_steps", self.warmup_steps)
    }
}

impl Schedule for Noam {
    fn at(&self, step: u32) -> f32 {
        // The paper's first step is 1. Beyond 2³² − 2 one more step is less than half an ulp.
        let s = step.saturating_add(1) as f32;
        let (d, w) = (self.model_dim as f32, self.warmup_steps as f32);
        if step < self.warmup_steps {
            let root = w * sqrt(w * d);
            let scaled = self.scale * s;
            // A scale near the largest number is divided first.
            if scaled.is_finite() { scaled / root } else { self.scale / root * s }
        } else {
            self.scale / sqrt(s * d)
        }
    }
}
