//! When layers begin to be trained, as plain data.

use crate::{Error, error, words::words};

/// Gradual unfreezing: at step t the last `layers` + ⌊t / `every`⌋ layers are trained, of those that
/// [`Trained`](super::Trained) picks.
///
/// J. Howard & S. Ruder, "Universal Language Model Fine-tuning for Text Classification" (2018), section 3.3: the last layer
/// first, and one more each epoch. A layer that thaws begins with the state of a first step.
///
/// ```
/// use thalweg::recipe::Unfreezing;
/// let unfreezing = Unfreezing { layers: 1, every: 7 };
/// assert_eq!([0, 6, 7, 14].map(|step| unfreezing.layers_at(step)), [1, 1, 2, 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unfreezing {
    /// How many of the last layers are trained from the first step on, at least 1.
    pub layers: u32,
    /// After how many steps there is one more, at least 1: those of an epoch, in the paper.
    pub every: u32,
}

words! { struct Unfreezing { layers, every } }

impl Unfreezing {
    /// How many of the last layers are trained at this step, from 0.
    #[must_use]
    pub fn layers_at(&self, step: u32) -> u32 {
        self.layers.saturating_add(step.checked_div(self.every).unwrap_or(u32::MAX))
    }

    /// Shows `go_on` the judgement of each field.
    #[inline]
    pub(super) fn judge(
        self,
        go_on: &mut impl FnMut(Result<(), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        go_on(error::at_least_one("unfreezing.layers", self.layers))?;
        go_on(error::at_least_one("unfreezing.every", self.every))
    }
}
