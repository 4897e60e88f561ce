//! η(t): a warmup in a straight line, a plateau, and a decay at the end.
//!
//! S. Hu et al., "`MiniCPM`" (WSD), arXiv 2404.06395; A. Hägele et al., arXiv 2405.18392 (the 1 − √u
//! cool-down); N. Iyer et al., "Wide-minima Density Hypothesis and the Explore-Exploit Learning Rate
//! Schedule" (knee). timm's `WSDLRScheduler`.

use super::{Schedule, curve::Curve, line, rate};
use crate::{Error, config::config, error, fixed::Rate, schedule as floats};

config! {
    /// Warmup, a constant plateau, decay; the minimum is held.
    ///
    /// Within 2⁻³⁰ of the formula in straight lines, 2⁻²⁸ along a cosine and 2⁻²⁷ along 1 − √u. Turns back at the plateau
    /// only; along a curve of more than 2²⁸ steps two neighbours may differ by some units the wrong way.
    ///
    /// ```
    /// use thalweg::{fixed::schedule::{Schedule, WarmupStableDecay}, schedule::Curve};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule = WarmupStableDecay::new(1.0, 0.0, 4, 10, 4)?;
    /// let rates = [0, 2, 4, 14, 15, 18].map(|step| schedule.at(step).to_f32());
    /// assert_eq!(rates, [0.0, 0.5, 1.0, 1.0, 0.75, 0.0]);
    /// let cooled = schedule.decay(Curve::ONE_MINUS_SQRT)?;
    /// assert!((cooled.at(15).to_f32() - 0.5).abs() < 1e-8);
    ///
    /// let knee = WarmupStableDecay::knee(1.0, 2, 10, 20)?;
    /// assert_eq!([2, 12, 16, 20].map(|step| knee.at(step).to_f32()), [1.0, 1.0, 0.5, 0.0]);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Eq)]
    pub struct WarmupStableDecay {
        start_lr: Rate,
        peak_lr: Rate,
        min_lr: Rate,
        warmup_steps: u32,
        stable_steps: u32,
        decay_steps: u32,
        decay: Curve,
    }
}

impl WarmupStableDecay {
    /// From 0 to `peak_lr`, constant there, and in a straight line to `min_lr`. Rates in [0, 2); any
    /// phase may have 0 steps, all together at most 2³² − 1.
    ///
    /// # Errors
    /// A rate out of its range, too many steps.
    pub const fn new(
        peak_lr: f32,
        min_lr: f32,
        warmup_steps: u32,
        stable_steps: u32,
        decay_steps: u32,
    ) -> Result<Self, Error> {
        match (rate("peak_lr", peak_lr), rate("min_lr", min_lr)) {
            (Ok(peak_lr), Ok(min_lr)) => error::validated!(Self {
                start_lr: Rate::from_bits(0),
                peak_lr,
                min_lr,
                warmup_steps,
                stable_steps,
                decay_steps,
                decay: Curve::Linear,
            }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        let Self { warmup_steps, stable_steps, decay_steps, .. } = *self;
        if warmup_steps as u64 + stable_steps as u64 + decay_steps as u64 <= u32::MAX as u64 {
            return Ok(());
        }
        let allowed = "at most 2^32 - 1 together with the warmup and the plateau";
        Err(Error::Count { field: "decay_steps", value: decay_steps, allowed })
    }

    /// The knee schedule: explore at the peak, then straight to 0 at `total_steps`.
    ///
    /// # Errors
    /// A rate out of its range; warmup and exploration longer than `total_steps`.
    pub const fn knee(
        peak_lr: f32,
        warmup_steps: u32,
        explore_steps: u32,
        total_steps: u32,
    ) -> Result<Self, Error> {
        match floats::WarmupStableDecay::decay_of_knee(warmup_steps, explore_steps, total_steps) {
            Ok(decay_steps) => Self::new(peak_lr, 0.0, warmup_steps, explore_steps, decay_steps),
            Err(error) => Err(error),
        }
    }

    /// The warmup starts here, not at 0.
    ///
    /// # Errors
    /// `start_lr` outside [0, 2).
    pub const fn start(self, start_lr: f32) -> Result<Self, Error> {
        match rate("start_lr", start_lr) {
            Ok(start_lr) => Ok(Self { start_lr, ..self }),
            Err(error) => Err(error),
        }
    }

    /// How the decay goes: `Linear`, `Cosine` or `ONE_MINUS_SQRT`.
    ///
    /// # Errors
    /// Another curve.
    pub const fn decay(self, decay: floats::Curve) -> Result<Self, Error> {
        match Curve::of(decay) {
            Ok(decay) => Ok(Self { decay, ..self }),
            Err(error) => Err(error),
        }
    }
}

impl Schedule for WarmupStableDecay {
    fn at(&self, step: u32) -> Rate {
        let Some(since) = step.checked_sub(self.warmup_steps) else {
            return line(self.start_lr, self.peak_lr, step, self.warmup_steps);
        };
        match since.checked_sub(self.stable_steps) {
            None => self.peak_lr,
            Some(decayed) => {
                self.decay.between(self.peak_lr, self.min_lr, decayed, self.decay_steps)
            }
        }
    }
}
