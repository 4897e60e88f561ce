//! η(t) = value.

use super::Schedule;
use crate::{Error, error};

/// The same value at every step.
///
/// ```
/// use thalweg::schedule::{Constant, Schedule};
/// assert_eq!(Constant::new(0.01).unwrap().at(4_000_000_000), 0.01);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Constant {
    value: f32,
}

impl Constant {
    /// A schedule that always answers `value`.
    ///
    /// # Errors
    /// `value` negative or not finite.
    pub const fn new(value: f32) -> Result<Self, Error> {
        error::check!(error::non_negative("value", value));
        Ok(Self { value })
    }
}

impl Schedule for Constant {
    fn at(&self, _: u32) -> f32 {
        self.value
    }
}
