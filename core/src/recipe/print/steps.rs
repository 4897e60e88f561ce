//! Steps and numbers of a formula.

use super::python::Number;
use core::fmt::{self, Display, Formatter};

/// A count of steps: the largest that a whole number of `jax` holds stands for all above.
pub(super) struct Steps(pub(super) u32);

impl Display for Steps {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.min(i32::MAX as u32).fmt(f)
    }
}

/// A number, as Python writes it.
pub(super) fn n(number: f32) -> Number {
    Number(number)
}
