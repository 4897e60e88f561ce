//! Stop when the metric has not become better for `patience` epochs in a row.
//!
//! L. Prechelt, "Early Stopping — But When?" (1998), criterion UP; Keras' and Lightning's
//! `EarlyStopping`: the count *reaches* `patience`, where a plateau's must *exceed* it.

use super::{Goal, Threshold};
use crate::words::words;
use crate::{Error, checkpoint::keeps_state, config::config, default, error};

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

words! { struct EarlyStoppingOptions { goal, patience, threshold } }

impl EarlyStoppingOptions {
    /// Minimise, three epochs (Lightning's patience), any improvement counts.
    pub const DEFAULT: Self =
        Self { goal: Goal::Minimize, patience: 3, threshold: Threshold::Absolute(0.0) };

    pub(crate) const fn validate(&self) -> Result<(), Error> {
        self.threshold.validate()
    }
}

default!(EarlyStoppingOptions);

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
        /// That epoch; none when no metric was finite.
        best: Option<Best>,
    },
}

config! {
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
    pub struct EarlyStopping {
        options: EarlyStoppingOptions,
        state: EarlyStoppingState,
    }
}

/// What an [`EarlyStopping`] keeps between epochs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EarlyStoppingState {
    /// The best epoch so far; none until a metric was finite.
    pub best: Option<Best>,
    /// How many epochs there were.
    pub epoch: u32,
    /// How many of them, the last ones, were bad.
    pub bad_epochs: u32,
}

crate::plain_struct! { struct Best { epoch: u32, metric: f32 } }
crate::plain_struct! { struct EarlyStoppingState { best: Option<Best>, epoch: u32, bad_epochs: u32 } }
keeps_state!(EarlyStopping, EarlyStoppingState, 10, "early_stopping");

impl EarlyStoppingState {
    const START: Self = Self { best: None, epoch: 0, bad_epochs: 0 };

    fn validate(&self) -> Result<(), Error> {
        if let Some(Best { epoch, metric }) = self.best {
            error::finite("metric", &[metric])?;
            if epoch >= self.epoch {
                let allowed = "below the number of epochs";
                return Err(Error::Count { field: "best epoch", value: epoch, allowed });
            }
        }
        if self.bad_epochs <= self.epoch {
            return Ok(());
        }
        let (value, allowed) = (self.bad_epochs, "at most the number of epochs");
        Err(Error::Count { field: "bad_epochs", value, allowed })
    }
}

impl EarlyStopping {
    /// Nothing observed yet.
    ///
    /// # Errors
    /// A threshold out of its range.
    pub const fn new(options: EarlyStoppingOptions) -> Result<Self, Error> {
        match options.validate() {
            Ok(()) => Ok(Self { options, state: EarlyStoppingState::START }),
            Err(error) => Err(error),
        }
    }

    /// Judges the metric of an epoch. After a [`Verdict::Stop`] one may go on and call again.
    pub fn observe(&mut self, metric: f32) -> Verdict {
        let EarlyStoppingOptions { goal, patience, threshold } = self.options;
        let EarlyStoppingState { best, epoch, bad_epochs } = &mut self.state;
        let this = *epoch;
        *epoch = epoch.saturating_add(1);
        if goal.is_better(metric, best.map(|best| best.metric), threshold) {
            (*best, *bad_epochs) = (Some(Best { epoch: this, metric }), 0);
            return Verdict::Improved;
        }
        *bad_epochs = bad_epochs.saturating_add(1);
        match patience.saturating_sub(*bad_epochs) {
            0 => Verdict::Stop { best: *best },
            left => Verdict::Wait { left },
        }
    }

    /// What is kept between epochs.
    pub const fn state(&self) -> EarlyStoppingState {
        self.state
    }

    /// Goes on where another one of the same options was.
    ///
    /// # Errors
    /// A number out of its range; nothing is changed then.
    pub fn restore(&mut self, state: EarlyStoppingState) -> Result<(), Error> {
        let restored = Self { state, ..*self };
        restored.validate()?;
        *self = restored;
        Ok(())
    }

    fn validate(&self) -> Result<(), Error> {
        self.options.validate()?;
        self.state.validate()
    }

    /// The best epoch so far; `None` until a metric was finite.
    pub const fn best(&self) -> Option<Best> {
        self.state.best
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
