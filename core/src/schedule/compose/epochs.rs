//! η(t) = inner(⌊t / steps per epoch⌋): a schedule whose time is counted in epochs.

use crate::words::{Words, words};
use crate::{Error, config::config, error, schedule::Schedule};

config! {
    /// How many optimizer steps an epoch has: the bridge between counts of epochs and of steps.
    ///
    /// ```
    /// use thalweg::schedule::{Cosine, Epochs};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let epochs = Epochs::of_batches(28, 4)?; // 28 samples in batches of 4
    /// let smooth = Cosine::new(0.1, 0.0, epochs.steps(20)?)?; // falls at every step, over 20 epochs
    /// assert_eq!([epochs.steps(20)?, epochs.epoch(13), epochs.epoch(14)], [140, 1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Eq)]
    pub struct Epochs {
        pub(crate) steps_per_epoch: u32,
    }
}

impl Epochs {
    /// `steps_per_epoch` at least 1.
    ///
    /// # Errors
    /// It is 0.
    pub const fn new(steps_per_epoch: u32) -> Result<Self, Error> {
        error::validated!(Self { steps_per_epoch })
    }

    const fn validate(self) -> Result<(), Error> {
        error::at_least_one("steps_per_epoch", self.steps_per_epoch)
    }

    /// Epochs over `samples`, 1 or more, in batches of `batch`, 1 or more; the last may be smaller.
    ///
    /// # Errors
    /// One of them is 0.
    pub const fn of_batches(samples: u32, batch: u32) -> Result<Self, Error> {
        error::check!(error::at_least_one("samples", samples));
        error::check!(error::at_least_one("batch", batch));
        Self::new(samples.div_ceil(batch))
    }

    /// The steps of this many epochs.
    ///
    /// # Errors
    /// They are more than 2³² − 1.
    pub const fn steps(self, epochs: u32) -> Result<u32, Error> {
        let allowed = "at most 2^32 - 1 steps in all";
        match epochs.checked_mul(self.steps_per_epoch) {
            Some(steps) => Ok(steps),
            None => Err(Error::Count { field: "epochs", value: epochs, allowed }),
        }
    }

    /// The epoch, from 0, that `step` belongs to.
    pub const fn epoch(self, step: u32) -> u32 {
        epoch(step, self.steps_per_epoch)
    }
}

config! {
    /// A schedule that gets the epoch instead of the step: constant within an epoch.
    ///
    /// What PyTorch computes when its scheduler is stepped once an epoch.
    ///
    /// ```
    /// use thalweg::schedule::{Epochs, StepDecay, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let every_30_epochs = StepDecay::new(0.1, 0.1, 30, 0.0)?.per_epoch(Epochs::new(7)?);
    /// assert_eq!([209, 210].map(|step| every_30_epochs.at(step)), [0.1, 0.1 * 0.1]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct PerEpoch<S> {
        pub(crate) steps_per_epoch: u32,
        pub(crate) inner: S,
    }
}

words! { [S: Words] struct PerEpoch<S> { steps_per_epoch, inner } }

impl<S> PerEpoch<S> {
    /// `inner`, whose steps are epochs.
    pub const fn new(epochs: Epochs, inner: S) -> Self {
        Self { steps_per_epoch: epochs.steps_per_epoch, inner }
    }
}

impl<S> PerEpoch<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("steps_per_epoch", self.steps_per_epoch)
    }

    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> PerEpoch<T> {
        PerEpoch { steps_per_epoch: self.steps_per_epoch, inner }
    }
}

impl<S: Schedule> Schedule for PerEpoch<S> {
    fn at(&self, step: u32) -> f32 {
        self.inner.at(epoch(step, self.steps_per_epoch))
    }
}

/// The epoch of `step`; a checked number of steps is never 0.
const fn epoch(step: u32, steps_per_epoch: u32) -> u32 {
    match step.checked_div(steps_per_epoch) {
        Some(epoch) => epoch,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn bad_counts_are_named() {
        let error = Epochs::new(0).unwrap_err().to_string();
        assert_eq!(error, "steps_per_epoch is 0; allowed: at least 1");
        let error = Epochs::of_batches(0, 4).unwrap_err().to_string();
        assert_eq!(error, "samples is 0; allowed: at least 1");
        let error = Epochs::of_batches(4, 0).unwrap_err().to_string();
        assert_eq!(error, "batch is 0; allowed: at least 1");
        let error = Epochs::new(1 << 20).unwrap().steps(5000).unwrap_err().to_string();
        assert_eq!(error, "epochs is 5000; allowed: at most 2^32 - 1 steps in all");
    }
}
