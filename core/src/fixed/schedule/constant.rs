//! η(t) = value.

use super::{Schedule, rate};
use crate::{Error, fixed::Rate};

/// The same rate at every step.
///
/// ```
/// use thalweg::fixed::{Rate, schedule::{Constant, Schedule}};
/// assert_eq!(Constant::new(0.25).unwrap().at(4_000_000_000), Rate::from_bits(1 << 29));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Constant {
    value: Rate,
}

impl Constant {
    /// A schedule that always returns `value`.
    ///
    /// # Errors
    /// `value` outside [0, 2).
    pub const fn new(value: f32) -> Result<Self, Error> {
        match rate("value", value) {
            Ok(value) => Ok(Self { value }),
            Err(error) => Err(error),
        }
    }
}

impl Schedule for Constant {
    fn at(&self, _: u32) -> Rate {
        self.value
    }
}
