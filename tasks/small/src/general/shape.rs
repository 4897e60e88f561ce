//! What somebody's own task is like.

use super::{CHANNELS, CLASSES, FEATURES, HIDDEN, Network, OF_A_CHANNEL};
use crate::Refusal;
use serde::{Deserialize, Serialize};
use thalweg::nn::{Dense, Relu, Sequential};

/// What it measures, and what is to be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Values of a row: features, 1 to [`FEATURES`]; or channels of a window, 1 to [`CHANNELS`].
    pub values: u8,
    /// Rows of a sample: 1 of features as they are; 2 or more of a window.
    pub window: u16,
    /// 2 to [`CLASSES`].
    pub classes: u8,
    /// Hidden units, 1 to [`HIDDEN`].
    pub hidden: u8,
}

impl Shape {
    /// Two features, two classes.
    pub const DEFAULT: Self = Self { values: 2, window: 1, classes: 2, hidden: HIDDEN as u8 };

    /// How many features a sample has; `None` if it is out of range.
    #[must_use]
    pub fn features(self) -> Option<usize> {
        let values = usize::from(self.values);
        let (most, features) = match self.window {
            0 => return None,
            1 => (FEATURES, values),
            _ => (CHANNELS, OF_A_CHANNEL * values),
        };
        let fits = (1..=most).contains(&values)
            && (2..=CLASSES).contains(&usize::from(self.classes))
            && (1..=HIDDEN).contains(&usize::from(self.hidden));
        fits.then_some(features)
    }

    pub(super) fn network(self) -> Result<Network, Refusal> {
        let features = self.features().ok_or(Refusal::Number)?;
        let (hidden, classes) = (usize::from(self.hidden), usize::from(self.classes));
        let layers = (Dense::new(features, hidden), Relu::new(hidden), Dense::new(hidden, classes));
        Ok(Sequential::new(layers)?)
    }
}
