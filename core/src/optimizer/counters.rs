//! How far an optimizer has come.

/// How many steps an optimizer has taken, and how many it has skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Counters {
    /// Steps that were applied.
    pub steps: u32,
    /// Steps that were skipped.
    pub skipped: u32,
}
