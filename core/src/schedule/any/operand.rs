//! What stands for a schedule in a node that is made of schedules.

use crate::words::words;

/// The place of a schedule that stands before the node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Operand;

words! { struct Operand {} }
