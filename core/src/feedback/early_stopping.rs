//! Stop when the metric has not become better for `patience` epochs in a row.
//!
//! L. Prechelt, "Early Stopping — But When?" (1998), criterion UP; Keras' and Lightning's
//! `EarlyStopping`: the count *reaches* `patience`, where a plateau's must *exceed* it.

use super::{Goal, Threshold};
use crate::Error;
use crate::config::config;

config! {
    /// When to give up.
    pub struct EarlyStoppingOptions {
        /// Whether the metric is to fall or to rise.
        pub goal: Goal,
        /// The epoch that makes this many bad ones in a row stops; 0 is as 1.
        pub patience: u32,
        /// How much better than the best counts as better; `Absolute` is Keras' `min_delta`.
        pub threshold: Threshold,
    }
}

impl EarlyStoppingOptions {
    /// Minimise, three epochs (Lightning's patience), any improvement counts.
    pub const DEFAULT: Self =
        Self { goal: Goal::Minimize, patience: 3, threshold: Threshold::Absolute(0.0) };

    const fn validate(&self) -> Result<(), Error> {
        self.threshold.validate()
    }
}

impl Default for EarlyStoppingOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The best epoch so far.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Best {
    /// Its number, from 0.
    pub epoch: u32,
    /// Its metric.
    pub metric: f32,
}

/// What an epoch's metric means.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Verdict {
    /// Better than ever: the moment to keep a copy of the parameters.
    Improved,
    /// Not better; after `left` more epochs like this one it is time to stop.
    Wait {
        /// How many.
        left: u32,
    },
    /// Time to stop, and to go back to the parameters of the best epoch.
    Stop {
        /// That epoch; none when no metric was a number.
        best: Option<Best>,
    },
}

/// Counts the epochs without improvement.
///
/// ```
/// use thalweg::feedback::{EarlyStopping, EarlyStoppingOptions, Verdict};
/// let options = EarlyStoppingOptions { patience: 2, ..EarlyStoppingOptions::DEFAULT };
/// let mut watch = EarlyStopping::new(options).unwrap();
/// let (mut parameters, mut kept) = ([0.0], [0.0]);
/// for loss in [0.9, 0.5, 0.7, 0.6, 0.4] {
///     parameters[0] += 1.0; // an epoch of training
///     match watch.observe(loss) {
///         Verdict::Improved => kept = parameters,
///         Verdict::Wait { .. } => {}
///         Verdict::Stop { best } => {
///             assert_eq!(best.map(|best| (best.epoch, best.metric)), Some((1, 0.5)));
///             parameters = kept;
///             break;
///         }
///     }
/// }
/// assert_eq!(parameters, [2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EarlyStopping {
    options: EarlyStoppingOptions,
    best: Option<Best>,
    epoch: u32,
    bad_epochs: u32,
}

impl EarlyStopping {
    /// Nothing observed yet.
    ///
    /// # Errors
    /// A threshold out of its range.
    pub const fn new(options: EarlyStoppingOptions) -> Result<Self, Error> {
        match options.validate() {
            Ok(()) => Ok(Self { options, best: None, epoch: 0, bad_epochs: 0 }),
            Err(error) => Err(error),
        }
    }

    /// Judges the metric of an epoch. After a [`Verdict::Stop`] one may go on and call again.
    pub fn observe(&mut self, metric: f32) -> Verdict {
        let epoch = self.epoch;
        self.epoch = epoch.saturating_add(1);
        let EarlyStoppingOptions { goal, patience, threshold } = self.options;
        let best = self.best.map_or(goal.worst(), |best| best.metric);
        if goal.is_better(metric, best, threshold) {
            self.best = Some(Best { epoch, metric });
            self.bad_epochs = 0;
            return Verdict::Improved;
        }
        self.bad_epochs = self.bad_epochs.saturating_add(1);
        match patience.saturating_sub(self.bad_epochs) {
            0 => Verdict::Stop { best: self.best },
            left => Verdict::Wait { left },
        }
    }

    /// The best epoch so far; `None` until a metric was a number.
    pub const fn best(&self) -> Option<Best> {
        self.best
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn the_epoch_that_makes_patience_full_stops() {
        let mut watch = EarlyStopping::new(EarlyStoppingOptions::DEFAULT).unwrap();
        let verdicts = [0.5, 0.5, 0.6, f32::NAN, 0.4, 0.4].map(|loss| watch.observe(loss));
        let best = Some(Best { epoch: 0, metric: 0.5 });
        let (wait, stop) = (|left| Verdict::Wait { left }, Verdict::Stop { best });
        let improved = Verdict::Improved;
        assert_eq!(verdicts, [improved, wait(2), wait(1), stop, improved, wait(2)]);
        assert_eq!(watch.best(), Some(Best { epoch: 4, metric: 0.4 }));
    }

    #[test]
    fn without_any_number_there_is_no_best() {
        let options = EarlyStoppingOptions { patience: 0, ..EarlyStoppingOptions::DEFAULT };
        let mut watch = EarlyStopping::new(options).unwrap();
        assert_eq!(watch.observe(f32::NAN), Verdict::Stop { best: None });
    }

    #[test]
    fn a_bad_threshold_is_named() {
        let threshold = Threshold::Relative(1.0);
        let options = EarlyStoppingOptions { threshold, ..EarlyStoppingOptions::DEFAULT };
        let error = EarlyStopping::new(options).unwrap_err().to_string();
        assert_eq!(error, "threshold is 1; allowed: at least 0 and below 1");
    }
}
