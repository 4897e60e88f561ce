//! How a range test is read.

use crate::{Error, config::config, error, feedback::Goal};

config! {
    /// How a range test is read.
    pub struct RangeOptions {
        /// Whether the metric is a loss, which falls, or an accuracy, which rises.
        pub goal: Goal,
        /// γ of the moving average, in [0, 1): 1/(1 − γ) steps are looked at together.
        pub decay: f32,
        /// What part of the whole gain a new best must add to count, in [0, 1).
        pub least_gain: f32,
        /// By which factor the smoothed metric may become worse than the best; above 1.
        pub divergence: f32,
    }
}

impl RangeOptions {
    /// For the loss of each batch: windows of 20 steps, gains of 1 %, over at four times the best
    /// loss.
    pub const LOSS: Self =
        Self { goal: Goal::Minimize, decay: 0.95, least_gain: 0.01, divergence: 4.0 };
    /// For the accuracy of each batch: the same, over at half the best accuracy.
    pub const ACCURACY: Self = Self { goal: Goal::Maximize, divergence: 2.0, ..Self::LOSS };

    pub(super) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::decay_rate("decay", self.decay));
        error::check!(error::decay_rate("least_gain", self.least_gain));
        if self.divergence > 1.0 && self.divergence.is_finite() {
            return Ok(());
        }
        let allowed = "finite and above 1";
        Err(Error::OutOfRange { field: "divergence", value: self.divergence, allowed })
    }

    /// The worst that a smoothed metric may be.
    pub(super) fn limit(&self, best: f32) -> f32 {
        match self.goal {
            Goal::Minimize => best * self.divergence,
            Goal::Maximize => best / self.divergence,
        }
    }
}
