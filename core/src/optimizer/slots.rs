//! The per-parameter state of a rule, as the storage sees it.

use core::fmt::Debug;

/// An array of `f32` slots: `[m, v]` for Adam, `[]` for SGD.
pub trait Slots: Copy + Debug {
    /// Every slot 0.
    const ZERO: Self;
    /// How many slots.
    const LEN: usize;
}

impl<const K: usize> Slots for [f32; K] {
    const ZERO: Self = [0.0; K];
    const LEN: usize = K;
}
