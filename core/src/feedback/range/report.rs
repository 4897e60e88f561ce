//! What a range test returns: go on or not, and which rates.

use crate::checkpoint::{CheckpointError, Loader, Plain, Saver};
use core::fmt;

/// Whether a range test should go on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RangeProgress {
    /// Nothing speaks against the next, larger rate.
    Continue,
    /// Larger rates would show nothing more.
    Over(Divergence),
}

/// Why a range test was over before its last step.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Divergence {
    /// A metric was NaN or infinite.
    NotFinite {
        /// The rate of that step.
        lr: f32,
    },
    /// The smoothed metric left what `divergence` allows.
    Worse {
        /// The rate of that step.
        lr: f32,
        /// The smoothed metric there.
        smoothed: f32,
        /// What it should have kept to: the best, times or divided by `divergence`.
        limit: f32,
    },
}

/// A byte, 0 or 1 for the variant, and three numbers: a metric that is not finite has the rate alone, and then zeros.
impl Plain for Divergence {
    const BYTES: u32 = <(bool, [f32; 3])>::BYTES;
    const KIND: u32 = <(bool, [f32; 3])>::KIND;
    const BLANK: Self = Self::NotFinite { lr: 0.0 };

    fn put(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        match *self {
            Self::NotFinite { lr } => (false, [lr, 0.0, 0.0]),
            Self::Worse { lr, smoothed, limit } => (true, [lr, smoothed, limit]),
        }
        .put(to)
    }

    fn get(from: &mut Loader<'_>) -> Result<Self, CheckpointError> {
        let (worse, [lr, smoothed, limit]) = Plain::get(from)?;
        Ok(if worse { Self::Worse { lr, smoothed, limit } } else { Self::NotFinite { lr } })
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { lr } => write!(f, "the metric at rate {lr} is NaN or infinite"),
            Self::Worse { lr, smoothed, limit } => {
                write!(
                    f,
                    "the smoothed metric at rate {lr} is {smoothed}, past the limit of {limit}"
                )
            }
        }
    }
}

/// What a range test suggests.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Suggestion {
    /// The largest rate that still helped: the top of a cycle.
    pub max_lr: f32,
    /// Whether the metric had turned or come to rest. If not, it gained within the last window, and
    /// the test should go on to larger rates.
    pub turned: bool,
}

impl Suggestion {
    /// The bottom of a cycle: a third of `max_lr`.
    pub fn base_lr_third(&self) -> f32 {
        self.max_lr / 3.0
    }

    /// The bottom of a cycle: a quarter of `max_lr`.
    pub fn base_lr_quarter(&self) -> f32 {
        self.max_lr * 0.25
    }
}

/// Why a range test suggests nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NoSuggestion {
    /// Not even one window was observed.
    TooShort {
        /// Steps observed.
        observed: u32,
        /// Steps of a window.
        window: u32,
    },
    /// The metric never became better than after the first window: the rates began too high, or all
    /// were too small to matter.
    NeverBetter {
        /// The smoothed metric after the first window.
        first: f32,
        /// The smoothed metric at the end.
        last: f32,
    },
}

impl fmt::Display for NoSuggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { observed, window } => {
                write!(f, "{observed} steps were observed; a suggestion needs more than {window}")
            }
            Self::NeverBetter { first, last } => write!(
                f,
                "the smoothed metric never became better than its first value {first}, and ended at \
                 {last}: begin with smaller rates, or go on to larger ones"
            ),
        }
    }
}

impl core::error::Error for NoSuggestion {}
