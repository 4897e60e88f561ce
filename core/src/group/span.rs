//! Where a group lies.

use super::Group;

/// A group and where it lies in the buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Span {
    /// The index of its first parameter.
    pub start: usize,
    /// Which group it is, from 0.
    pub number: usize,
    /// Its shape and settings.
    pub group: Group,
}
