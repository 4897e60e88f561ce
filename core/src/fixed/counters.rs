//! How far an optimizer has come.

/// How many steps a fixed-point optimizer has taken, and how often a parameter met the end of its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Counters {
    /// Steps that were taken.
    pub steps: u32,
    /// How often a parameter met the end of its range.
    pub saturated: u32,
}
