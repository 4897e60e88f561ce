//! η ← max(factor · η, min), when the metric has not become better for more than `patience` epochs.
//!
//! PyTorch's `ReduceLROnPlateau`, every option of it. A bad epoch is one whose metric is not better
//! than the best; when more than `patience` follow one another the rate is reduced, and for
//! `cooldown` epochs none is counted.

use super::{Feedback, Goal, Threshold};
use crate::{Error, config::config, error};

config! {
    /// When and by how much to reduce: PyTorch's names, and its defaults in [`DEFAULT`](Self::DEFAULT).
    pub struct PlateauOptions {
        /// Whether the metric is to fall or to rise.
        pub goal: Goal,
        /// What a rate is reduced to: this part of it, in [0, 1).
        pub factor: f32,
        /// How many bad epochs are borne; the next one reduces.
        pub patience: u32,
        /// How much better than the best counts as better.
        pub threshold: Threshold,
        /// For how many epochs after a reduction none counts as bad.
        pub cooldown: u32,
        /// The rate is never reduced below this; in [0, ∞).
        pub min_lr: f32,
        /// A reduction by no more than this is left out; in [0, ∞).
        pub eps: f32,
    }
}

impl PlateauOptions {
    /// Minimise, a tenth after ten bad epochs, by PyTorch's thresholds of 1e-4 and 1e-8.
    pub const DEFAULT: Self = Self {
        goal: Goal::Minimize,
        factor: 0.1,
        patience: 10,
        threshold: Threshold::Relative(1e-4),
        cooldown: 0,
        min_lr: 0.0,
        eps: 1e-8,
    };

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::decay_rate("factor", self.factor));
        error::check!(self.threshold.validate());
        error::check!(error::non_negative("min_lr", self.min_lr));
        error::non_negative("eps", self.eps)
    }
}

impl Default for PlateauOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A learning rate that is reduced when a metric stands still.
///
/// ```
/// use thalweg::feedback::{Feedback, PlateauOptions, ReduceOnPlateau};
/// let options = PlateauOptions { factor: 0.5, patience: 1, ..PlateauOptions::DEFAULT };
/// let mut rate = ReduceOnPlateau::new(0.1, options).unwrap();
/// let rates = [1.0, 0.9, 0.9, f32::NAN, 0.5].map(|loss| rate.observe(loss));
/// assert_eq!(rates, [0.1, 0.1, 0.1, 0.05, 0.05]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReduceOnPlateau {
    options: PlateauOptions,
    /// In f64, so that a long chain of reductions does not drift.
    rate: f64,
    best: f32,
    bad_epochs: u32,
    cooldown_left: u32,
}

impl ReduceOnPlateau {
    /// Starts at `base_lr`, in [0, ∞).
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, options: PlateauOptions) -> Result<Self, Error> {
        error::check!(error::non_negative("base_lr", base_lr));
        error::check!(options.validate());
        let rate = base_lr as f64;
        Ok(Self { options, rate, best: options.goal.worst(), bad_epochs: 0, cooldown_left: 0 })
    }

    /// The best metric so far; before the first one, what every metric is better than: ±∞.
    pub const fn best(&self) -> f32 {
        self.best
    }

    /// How many epochs in a row were bad; at most `patience`.
    pub const fn bad_epochs(&self) -> u32 {
        self.bad_epochs
    }

    fn reduce(&mut self) {
        let product = self.rate * f64::from(self.options.factor);
        let floor = f64::from(self.options.min_lr);
        let reduced = if product > floor { product } else { floor };
        if self.rate - reduced > f64::from(self.options.eps) {
            self.rate = reduced;
        }
    }
}

impl Feedback for ReduceOnPlateau {
    fn value(&self) -> f32 {
        self.rate as f32
    }

    fn observe(&mut self, metric: f32) -> f32 {
        if self.options.goal.is_better(metric, self.best, self.options.threshold) {
            self.best = metric;
            self.bad_epochs = 0;
        } else {
            self.bad_epochs = self.bad_epochs.saturating_add(1);
        }
        if self.cooldown_left > 0 {
            self.cooldown_left -= 1;
            self.bad_epochs = 0;
        }
        if self.bad_epochs > self.options.patience {
            self.reduce();
            self.cooldown_left = self.options.cooldown;
            self.bad_epochs = 0;
        }
        self.value()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    const HALVE: PlateauOptions =
        PlateauOptions { factor: 0.5, patience: 0, ..PlateauOptions::DEFAULT };

    fn rates<const N: usize>(options: PlateauOptions, metrics: [f32; N]) -> [f32; N] {
        let mut rate = ReduceOnPlateau::new(1.0, options).unwrap();
        metrics.map(|metric| rate.observe(metric))
    }

    #[test]
    fn patience_is_exceeded_not_reached() {
        let options = PlateauOptions { patience: 2, ..HALVE };
        assert_eq!(rates(options, [1.0; 8]), [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25]);
    }

    #[test]
    fn cooldown_forgets_bad_epochs_even_while_it_ends() {
        let options = PlateauOptions { cooldown: 2, ..HALVE };
        assert_eq!(rates(options, [1.0; 8]), [1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]);
    }

    #[test]
    fn too_small_a_reduction_is_left_out() {
        let options = PlateauOptions { min_lr: 0.5, eps: 0.25, ..HALVE };
        assert_eq!(rates(options, [1.0; 4]), [1.0, 0.5, 0.5, 0.5]);
        let options = PlateauOptions { min_lr: 0.75, ..options }; // by exactly eps
        assert_eq!(rates(options, [1.0; 3]), [1.0; 3]);
        let options = PlateauOptions { min_lr: 2.0, ..options }; // above the rate: never raised
        assert_eq!(rates(options, [1.0; 3]), [1.0; 3]);
    }

    #[test]
    fn a_thousand_reductions_do_not_drift() {
        let options = PlateauOptions { factor: 0.999, ..HALVE };
        let mut rate = ReduceOnPlateau::new(0.3, PlateauOptions { eps: 0.0, ..options }).unwrap();
        for _ in 0..=1000 {
            rate.observe(1.0);
        }
        let exact = f64::from(0.3_f32) * f64::from(0.999_f32).powi(1000);
        assert_eq!(rate.value(), exact as f32);
    }

    #[test]
    fn bad_options_are_named() {
        let refused = |options| ReduceOnPlateau::new(0.1, options).unwrap_err().to_string();
        assert_eq!(
            refused(PlateauOptions { factor: 1.0, ..HALVE }),
            "factor is 1; allowed: at least 0 and below 1"
        );
        assert_eq!(
            refused(PlateauOptions { threshold: Threshold::Absolute(f32::NAN), ..HALVE }),
            "threshold is NaN; allowed: finite and at least 0"
        );
        let error = ReduceOnPlateau::new(-0.1, HALVE).unwrap_err().to_string();
        assert_eq!(error, "base_lr is -0.1; allowed: finite and at least 0");
    }

    proptest! {
        #[test]
        fn whatever_the_metrics_it_never_rises_nor_leaves_its_bounds(
            bits in proptest::collection::vec(any::<u32>(), 1..60),
            patience in 0..4_u32, cooldown in 0..4_u32, maximize: bool,
        ) {
            let goal = if maximize { Goal::Maximize } else { Goal::Minimize };
            let options = PlateauOptions { goal, patience, cooldown, min_lr: 0.01, ..HALVE };
            let mut rate = ReduceOnPlateau::new(1.0, options).unwrap();
            let mut before = rate.value();
            for bits in bits {
                let now = rate.observe(f32::from_bits(bits));
                prop_assert!(now <= before && now >= 0.01 && !rate.best().is_nan());
                prop_assert!(rate.bad_epochs() <= patience);
                before = now;
            }
        }
    }
}
