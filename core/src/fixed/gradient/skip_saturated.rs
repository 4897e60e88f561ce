//! A gradient of which too much has met the end of its range must not reach the parameters: the guard of integers.

/// Skips a step in which more than so many results have saturated.
///
/// An integer is always a number: what corresponds to a gradient that is not finite is one whose direction is lost
/// as its elements met the ends of their range. Every pass returns how many have; their sum is what is asked about.
///
/// ```
/// use thalweg::fixed::gradient::SkipSaturated;
/// assert!(SkipSaturated::DEFAULT.takes(0));
/// assert!(!SkipSaturated::DEFAULT.takes(1));
/// assert!(SkipSaturated { most: 3 }.takes(3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SkipSaturated {
    /// How many may have saturated in a step that is taken.
    pub most: usize,
}

impl SkipSaturated {
    /// None.
    pub const DEFAULT: Self = Self { most: 0 };

    /// Whether a step is taken in which so many have saturated.
    #[must_use]
    pub const fn takes(&self, saturated: usize) -> bool {
        saturated <= self.most
    }
}

crate::default::default!(SkipSaturated);
