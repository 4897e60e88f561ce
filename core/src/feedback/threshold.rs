//! How much better a metric has to be than the best so far.

use crate::words::words;
use crate::{Error, error};

/// How much better counts as better: PyTorch's `threshold` and `threshold_mode`, Keras' `min_delta`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Threshold {
    /// A part θ of the magnitude of the best so far, in [0, 1).
    Relative(f32),
    /// A difference θ in the unit of the metric, in [0, ∞).
    Absolute(f32),
}

words! { enum Threshold { 0 Relative(part), 1 Absolute(difference) } }

impl Threshold {
    pub(super) const fn validate(self) -> Result<(), Error> {
        match self {
            Self::Relative(part) => error::decay_rate("threshold", part),
            Self::Absolute(difference) => error::non_negative("threshold", difference),
        }
    }
}
