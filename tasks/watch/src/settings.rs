//! How the watch fine-tunes.

use crate::training::{Rate, Recipe};
use thalweg::{
    Error, fixed,
    optimizer::Adam,
    recipe::Clip,
    schedule::{Cosine, Schedule, Warmup},
};

/// The learning rate of each step in integers.
pub type IntegerRate = fixed::schedule::Warmup<fixed::schedule::Cosine>;

/// The recipe of a fine-tuning.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Settings {
    /// The peak of the learning rate, after the warmup and before the cosine.
    pub learning_rate: f32,
    /// Optimizer steps of linear warmup, at most as many as the fine-tuning has.
    pub warmup_steps: u32,
    /// How often every labelled window is used.
    pub epochs: u32,
    /// Windows an optimizer step, 1 or more.
    pub batch: usize,
    /// The global norm that a gradient is clipped to.
    pub max_norm: f32,
    /// The seed of the order of the windows.
    pub seed: u64,
    /// How much of the [statistics](crate::own_statistics) is the wearer's own: 0, those of the population, to 1. What the model
    /// was pre-trained with.
    pub own: f32,
    /// Windows of [before](crate::Replay) that are replayed each step, beside those of the batch.
    pub replayed: u32,
    /// How much of the way from the factory's parameters is left at the end, 0 to 1 (WiSE-FT: [`interpolate`](thalweg::average::interpolate));
    /// 1, or parameters that were adopted, and nothing is done.
    pub share: f32,
}

impl Settings {
    /// On overlapping windows, with statistics half the wearer's own, replay, and a fifth of the way back.
    pub const DEFAULT: Self = Self { epochs: 8, own: 0.5, replayed: 4, share: 0.8, ..Self::PLAIN };
    /// On windows one after the other, and without any of these: what optimizers, schedules and number formats are
    /// compared with. Chosen on persons 01 to 08, each left out in turn.
    pub const PLAIN: Self = Self {
        learning_rate: 3e-3,
        warmup_steps: 7,
        epochs: 20,
        batch: 4,
        max_norm: 5.0,
        seed: 1,
        own: 0.0,
        replayed: 0,
        share: 1.0,
    };

    /// Optimizer steps for this many labelled windows.
    pub const fn steps(&self, windows: usize) -> u32 {
        let batch = if self.batch == 0 { 1 } else { self.batch };
        self.epochs.saturating_mul(windows.div_ceil(batch) as u32)
    }

    /// The learning rate of every step of a fine-tuning on this many windows.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn schedule(&self, windows: usize) -> Result<impl Schedule + use<>, Error> {
        self.rate(windows)
    }

    /// Warmup, then a cosine to 0 over what is left.
    fn rate(&self, windows: usize) -> Result<Warmup<Cosine>, Error> {
        let (warmup, cosine) = self.parts(windows)?;
        cosine.warmup(warmup, 0.0)
    }

    fn parts(&self, windows: usize) -> Result<(u32, Cosine), Error> {
        let (warmup, rest) = self.durations(windows);
        Ok((warmup, Cosine::new(self.learning_rate, 0.0, rest)?))
    }

    /// The learning rates of [`schedule`](Self::schedule) in integers.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn schedule_in_integers(&self, windows: usize) -> Result<IntegerRate, Error> {
        let (warmup, rest) = self.durations(windows);
        let cosine = fixed::schedule::Cosine::new(self.learning_rate, 0.0, rest)?;
        fixed::schedule::Warmup::linear(warmup, 0.0, cosine)
    }

    /// Steps of the warmup, and of the cosine behind it.
    fn durations(&self, windows: usize) -> (u32, u32) {
        let warmup = self.warmup_steps.min(self.steps(windows));
        (warmup, (self.steps(windows) - warmup).max(1))
    }

    /// What of it a recipe says, for this many labelled windows; the rest holds beside any recipe.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn recipe(&self, windows: usize) -> Result<Recipe, Error> {
        self.validate()?;
        let (warmup, cosine) = self.parts(windows)?;
        let max_norm = self.max_norm;
        Ok(Recipe {
            clip: max_norm.is_finite().then_some(Clip::ByGlobalNorm { max_norm, epsilon: 0.0 }),
            batch: self.batch as u32,
            epochs: self.epochs.max(1),
            seed: self.seed,
            ..Recipe::new(Adam::DEFAULT, Rate::leaf(cosine).warmup(warmup, 0.0)?)
        })
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        if self.batch == 0 {
            return Err(Error::Count { field: "batch", value: 0, allowed: "at least 1" });
        }
        if self.max_norm.is_nan() || self.max_norm <= 0.0 {
            let (field, value) = ("max_norm", self.max_norm);
            return Err(Error::OutOfRange { field, value, allowed: "above 0" });
        }
        for (field, value) in [("own", self.own), ("share", self.share)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::OutOfRange { field, value, allowed: "from 0 to 1" });
            }
        }
        self.rate(1).map(|_| ())
    }
}
