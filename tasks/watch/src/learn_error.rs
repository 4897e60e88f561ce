//! Why a labelled window is refused.

use crate::{adapter::CAPACITY, wire::Refusal};
use core::fmt;

/// Why a labelled window was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LearnError {
    /// [`CAPACITY`] windows are remembered already.
    Full,
    /// A feature is NaN or infinite.
    NotFinite,
}

impl fmt::Display for LearnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => write!(f, "the memory is full; allowed: {CAPACITY} labelled windows"),
            Self::NotFinite => write!(f, "a feature is NaN or infinite; allowed: finite"),
        }
    }
}

impl core::error::Error for LearnError {}

impl From<LearnError> for Refusal {
    fn from(error: LearnError) -> Self {
        match error {
            LearnError::Full => Self::Full,
            LearnError::NotFinite => Self::NotFinite,
        }
    }
}
