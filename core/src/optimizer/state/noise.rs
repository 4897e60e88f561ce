//! The noise that rounds the codes of a block: none, or random numbers.

use super::float16::NEAREST;
use crate::random::Random;

/// The noise that rounds a block's codes.
pub(super) trait Noise: Copy {
    /// That of a number of the block, slots side by side.
    fn at(self, number: usize) -> u32;

    /// Whose numbers they are, from which on, if they are random.
    fn random(self) -> Option<(Random, u32)>;
}

/// To the nearest code.
#[derive(Clone, Copy)]
pub(super) struct Nearest;

impl Noise for Nearest {
    fn at(self, _: usize) -> u32 {
        NEAREST
    }

    fn random(self) -> Option<(Random, u32)> {
        None
    }
}

/// The random numbers from one on.
#[derive(Clone, Copy)]
pub(super) struct Stochastic(pub(super) Random, pub(super) u32);

impl Noise for Stochastic {
    #[inline]
    fn at(self, number: usize) -> u32 {
        self.0.at(self.1.wrapping_add(number as u32))
    }

    fn random(self) -> Option<(Random, u32)> {
        Some((self.0, self.1))
    }
}
