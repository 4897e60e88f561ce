//! Right answers among windows.

use serde::{Deserialize, Serialize};

/// Right answers among test windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Score {
    /// Windows whose exercise was recognised.
    pub right: u32,
    /// All windows.
    pub of: u32,
}

impl Score {
    /// The share of right answers, 0 to 1.
    pub fn accuracy(&self) -> f32 {
        if self.of == 0 { 0.0 } else { self.right as f32 / self.of as f32 }
    }

    /// Counts one more answer.
    pub const fn count(&mut self, right: bool) {
        self.right += right as u32;
        self.of += 1;
    }
}
