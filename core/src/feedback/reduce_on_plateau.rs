//! η ← max(factor · η, min), when the metric has not become better for more than `patience` epochs.
//!
//! PyTorch's `ReduceLROnPlateau`, every option of it. A bad epoch is one whose metric is not better
//! than the best; when more than `patience` follow one another the rate is reduced, and for
//! `cooldown` epochs none is counted.

use super::{Feedback, Goal, Threshold};
use crate::{Error, checkpoint::keeps_state, config::config, default, error};

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

default!(PlateauOptions);

config! {
    /// A learning rate that is reduced when a metric stands still.
    ///
    /// ```
    /// use thalweg::feedback::{Feedback, PlateauOptions, ReduceOnPlateau};
    /// let options = PlateauOptions { factor: 0.5, patience: 1, ..PlateauOptions::DEFAULT };
    /// let mut rate = ReduceOnPlateau::new(0.1, options).unwrap();
    /// let rates = [1.0, 0.9, 0.9, f32::NAN, 0.5].map(|loss| rate.observe(loss));
    /// assert_eq!(rates, [0.1, 0.1, 0.1, 0.05, 0.05]);
    /// ```
    pub struct ReduceOnPlateau {
        options: PlateauOptions,
        state: PlateauState,
    }
}

/// What a [`ReduceOnPlateau`] keeps between epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PlateauState {
    /// The bits of the rate, an f64, so that a long chain of reductions does not drift and no text rounds it.
    pub rate_bits: u64,
    /// The best metric so far; none before the first finite one.
    pub best: Option<f32>,
    /// How many epochs in a row were bad; at most `patience`.
    pub bad_epochs: u32,
    /// For how many epochs more none counts as bad; at most `cooldown`.
    pub cooldown_left: u32,
}

crate::plain_struct! {
    struct PlateauState { rate_bits: u64, best: Option<f32>, bad_epochs: u32, cooldown_left: u32 }
}
keeps_state!(ReduceOnPlateau, PlateauState, 11, "reduce_on_plateau");

impl ReduceOnPlateau {
    /// Starts at `base_lr`, in [0, ∞).
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, options: PlateauOptions) -> Result<Self, Error> {
        error::check!(error::non_negative("base_lr", base_lr));
        error::check!(options.validate());
        let rate_bits = (base_lr as f64).to_bits();
        let state = PlateauState { rate_bits, best: None, bad_epochs: 0, cooldown_left: 0 };
        Ok(Self { options, state })
    }

    /// The best metric so far; none before the first finite one.
    pub const fn best(&self) -> Option<f32> {
        self.state.best
    }

    /// How many epochs in a row were bad; at most `patience`.
    pub const fn bad_epochs(&self) -> u32 {
        self.state.bad_epochs
    }

    /// What is kept between epochs.
    pub const fn state(&self) -> PlateauState {
        self.state
    }

    /// Goes on where another one of the same options was.
    ///
    /// # Errors
    /// A number out of its range; nothing is changed then.
    pub fn restore(&mut self, state: PlateauState) -> Result<(), Error> {
        let restored = Self { state, ..*self };
        restored.validate()?;
        *self = restored;
        Ok(())
    }

    fn validate(&self) -> Result<(), Error> {
        self.options.validate()?;
        let PlateauState { rate_bits, best, bad_epochs, cooldown_left } = self.state;
        error::non_negative("rate", f64::from_bits(rate_bits) as f32)?;
        error::finite("best", best.as_slice())?;
        at_most("bad_epochs", bad_epochs, self.options.patience, "at most patience")?;
        at_most("cooldown_left", cooldown_left, self.options.cooldown, "at most cooldown")
    }

    const fn rate(&self) -> f64 {
        f64::from_bits(self.state.rate_bits)
    }

    fn reduce(&mut self) {
        let product = self.rate() * f64::from(self.options.factor);
        let floor = f64::from(self.options.min_lr);
        let reduced = if product > floor { product } else { floor };
        if self.rate() - reduced > f64::from(self.options.eps) {
            self.state.rate_bits = reduced.to_bits();
        }
    }
}

/// `value` if it is not above `most`.
fn at_most(field: &'static str, value: u32, most: u32, allowed: &'static str) -> Result<(), Error> {
    if value <= most { Ok(()) } else { Err(Error::Count { field, value, allowed }) }
}

impl Feedback for ReduceOnPlateau {
    fn value(&self) -> f32 {
        self.rate() as f32
    }

    fn observe(&mut self, metric: f32) -> f32 {
        let PlateauOptions { goal, patience, threshold, cooldown, .. } = self.options;
        let state = &mut self.state;
        if goal.is_better(metric, state.best, threshold) {
            (state.best, state.bad_epochs) = (Some(metric), 0);
        } else {
            state.bad_epochs = state.bad_epochs.saturating_add(1);
        }
        if state.cooldown_left > 0 {
            state.cooldown_left -= 1;
            state.bad_epochs = 0;
        }
        if state.bad_epochs > patience {
            (state.cooldown_left, state.bad_epochs) = (cooldown, 0);
            self.reduce();
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
                prop_assert!(now <= before && now >= 0.01 && rate.best().is_none_or(f32::is_finite));
                prop_assert!(rate.bad_epochs() <= patience);
                before = now;
            }
        }
    }
}
