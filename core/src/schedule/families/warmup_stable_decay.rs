//! η(t): a warmup in a straight line, a plateau, and a decay at the end.
//!
//! S. Hu et al., "`MiniCPM`" (WSD), arXiv 2404.06395; A. Hägele et al., arXiv 2405.18392 (the 1 − √u
//! cool-down); X. Zhai et al., "Scaling Vision Transformers" (a plateau that falls as the inverse
//! square root); N. Iyer et al., "Wide-minima Density Hypothesis and the Explore-Exploit Learning Rate
//! Schedule" (knee). timm's `WSDLRScheduler`.

use crate::schedule::{Curve, Schedule, between::linear};
use crate::words::words;
use crate::{
    Error,
    config::config,
    error,
    math::{Exponent, Wide},
};

/// What the plateau does.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Plateau {
    /// Keeps the peak.
    Constant,
    /// Falls as peak · (1 + t/timescale)^−power, t from the end of the warmup, through the decay too,
    /// but not below the minimum. A power of ½ is timm's `rsqrt`.
    Power {
        /// In steps, above 0; timm takes the length of the warmup.
        timescale: f32,
        /// Above 0.
        power: f32,
    },
}

words! { enum Plateau { 0 Constant, 1 Power { timescale, power } } }

config! {
    /// Warmup, plateau, decay; the minimum is held.
    ///
    /// ```
    /// use thalweg::schedule::{Curve, Schedule, WarmupStableDecay};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule = WarmupStableDecay::new(1.0, 0.0, 4, 10, 4)?.decay(Curve::ONE_MINUS_SQRT)?;
    /// assert_eq!([0, 2, 4, 14, 15, 18].map(|step| schedule.at(step)), [0.0, 0.5, 1.0, 1.0, 0.5, 0.0]);
    ///
    /// let knee = WarmupStableDecay::knee(1.0, 2, 10, 20)?;
    /// assert_eq!([2, 12, 16, 20].map(|step| knee.at(step)), [1.0, 1.0, 0.5, 0.0]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct WarmupStableDecay {
        pub(crate) start_lr: f32,
        pub(crate) peak_lr: f32,
        pub(crate) min_lr: f32,
        pub(crate) warmup_steps: u32,
        pub(crate) stable_steps: u32,
        pub(crate) decay_steps: u32,
        pub(crate) plateau: Plateau,
        pub(crate) decay: Curve,
    }
}

words! { struct WarmupStableDecay { start_lr, peak_lr, min_lr, warmup_steps, stable_steps, decay_steps, plateau, decay } }

impl WarmupStableDecay {
    /// From 0 to `peak_lr`, constant there, and in a straight line to `min_lr`. Rates in [0, ∞); any
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
        error::validated!(Self {
            start_lr: 0.0,
            peak_lr,
            min_lr,
            warmup_steps,
            stable_steps,
            decay_steps,
            plateau: Plateau::Constant,
            decay: Curve::Linear,
        })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("start_lr", self.start_lr));
        error::check!(error::non_negative("peak_lr", self.peak_lr));
        error::check!(error::non_negative("min_lr", self.min_lr));
        let Self { warmup_steps, stable_steps, decay_steps, .. } = *self;
        if warmup_steps as u64 + stable_steps as u64 + decay_steps as u64 > u32::MAX as u64 {
            let allowed = "at most 2^32 - 1 together with the warmup and the plateau";
            return Err(Error::Count { field: "decay_steps", value: decay_steps, allowed });
        }
        if let Plateau::Power { timescale, power } = self.plateau {
            error::check!(error::positive("timescale", timescale));
            error::check!(error::positive("power", power));
        }
        self.decay.validate()
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
        match Self::decay_of_knee(warmup_steps, explore_steps, total_steps) {
            Ok(decay_steps) => Self::new(peak_lr, 0.0, warmup_steps, explore_steps, decay_steps),
            Err(error) => Err(error),
        }
    }

    /// The steps that are left to the decay of a knee schedule.
    pub(crate) const fn decay_of_knee(
        warmup_steps: u32,
        explore_steps: u32,
        total_steps: u32,
    ) -> Result<u32, Error> {
        if let Some(left) = total_steps.checked_sub(warmup_steps)
            && let Some(decay_steps) = left.checked_sub(explore_steps)
        {
            return Ok(decay_steps);
        }
        let allowed = "at least warmup_steps and explore_steps together";
        Err(Error::Count { field: "total_steps", value: total_steps, allowed })
    }

    /// The warmup starts here, not at 0.
    ///
    /// # Errors
    /// `start_lr` negative or not finite.
    pub const fn start(self, start_lr: f32) -> Result<Self, Error> {
        error::validated!(Self { start_lr, ..self })
    }

    /// What the plateau does.
    ///
    /// # Errors
    /// A number of it out of its range.
    pub const fn plateau(self, plateau: Plateau) -> Result<Self, Error> {
        error::validated!(Self { plateau, ..self })
    }

    /// How the decay goes.
    ///
    /// # Errors
    /// A number of the curve out of its range.
    pub const fn decay(self, decay: Curve) -> Result<Self, Error> {
        error::validated!(Self { decay, ..self })
    }

    /// The plateau, `since` steps after the warmup.
    fn plateau_at(&self, since: u32) -> f32 {
        let Plateau::Power { timescale, power } = self.plateau else {
            return self.peak_lr;
        };
        if since == 0 {
            return self.peak_lr;
        }
        let timescale = Wide::from_f32(timescale);
        let time = Wide::from_u32(since).plus(timescale);
        let power = Exponent::log2_ratio(timescale, time).times(Wide::from_f32(power));
        let value = power.exp2().times(Wide::from_f32(self.peak_lr)).to_f32();
        if value < self.min_lr { self.min_lr } else { value }
    }
}

impl Schedule for WarmupStableDecay {
    fn at(&self, step: u32) -> f32 {
        if step < self.warmup_steps {
            return linear(self.start_lr, self.peak_lr, step, self.warmup_steps);
        }
        let since = step - self.warmup_steps;
        match since.checked_sub(self.stable_steps) {
            None => self.plateau_at(since),
            Some(decayed) if decayed < self.decay_steps => self.decay.step_between(
                self.plateau_at(since),
                self.min_lr,
                decayed,
                self.decay_steps,
            ),
            Some(_) => self.min_lr,
        }
    }
}
