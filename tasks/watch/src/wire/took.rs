//! What is done again and again, and what it takes.

use serde::{Deserialize, Serialize};

/// What something took that is done again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Took {
    /// Instructions in all; cycles, where a board counts those.
    pub instructions: u64,
    /// How often it was done.
    pub times: u32,
}

impl Took {
    /// Once more.
    pub const fn add(&mut self, instructions: u64) {
        self.instructions = self.instructions.saturating_add(instructions);
        self.times = self.times.saturating_add(1);
    }

    /// What it takes once; 0 if it was never done.
    #[must_use]
    pub const fn mean(self) -> u64 {
        match self.instructions.checked_div(self.times as u64) {
            Some(mean) => mean,
            None => 0,
        }
    }
}
