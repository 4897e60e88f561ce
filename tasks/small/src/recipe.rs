//! How a network of a smaller task is trained.

use crate::Plan;
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    schedule::Cosine,
};

/// The rule of a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Adam with its defaults.
    Adam,
    /// Momentum of 0.9.
    Momentum,
}

/// How it is trained: the rate falls to 0 along a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The rule.
    pub update: Update,
    /// The learning rate at the start.
    pub learning_rate: f32,
    /// How often every sample is seen.
    pub epochs: u32,
    /// How many samples a step takes.
    pub batch: usize,
    /// How many samples of before a step takes besides.
    pub replayed: usize,
}

impl Recipe {
    /// The norm beyond which a gradient is clipped.
    pub const MAX_NORM: f32 = 1.0;

    /// How many steps a training on so many samples has.
    #[must_use]
    pub const fn steps(&self, samples: usize) -> u32 {
        let batch = if self.batch == 0 { 1 } else { self.batch };
        self.epochs.saturating_mul(samples.div_ceil(batch) as u32)
    }

    /// What a training of so many samples follows; `rule` is what [`update`](Self::update) names.
    ///
    /// # Errors
    /// A learning rate out of its range.
    pub fn plan<R>(&self, rule: R, samples: usize, seed: u32) -> Result<Plan<R, Cosine>, Error> {
        let Self { learning_rate, epochs, batch, replayed, .. } = *self;
        Ok(Plan {
            rule,
            chain: (SkipNonFinite::DEFAULT, Some(ClipByGlobalNorm::new(Self::MAX_NORM))),
            schedule: Cosine::new(learning_rate, 0.0, self.steps(samples).max(1))?,
            epochs,
            batch,
            replayed,
            seed: u64::from(seed),
        })
    }

    /// The bits of everything that it says.
    pub(crate) fn bits(&self) -> [u32; 6] {
        let Self { update, learning_rate, epochs, batch, replayed } = *self;
        let (batch, replayed) = (batch as u32, replayed as u32);
        let [rate, norm] = [learning_rate, Self::MAX_NORM].map(f32::to_bits);
        [update as u32, rate, norm, epochs, batch, replayed]
    }
}
