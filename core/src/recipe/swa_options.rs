//! When stochastic weight averaging collects.

use crate::words::words;

/// When a [`Swa`](crate::average::Swa) collects: at the end of epochs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SwaOptions {
    /// The first epoch at whose end parameters are collected, from 0; below the number of epochs.
    pub start_epoch: u32,
    /// Every how many epochs from then on, at least 1.
    pub every: u32,
}

words! { struct SwaOptions { start_epoch, every } }
