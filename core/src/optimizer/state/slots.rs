//! The per-parameter state of a rule, as the storage sees it.

use core::{array, fmt::Debug};

/// An array of `f32` slots: `[m, v]` for Adam, `[]` for SGD.
pub trait Slots: Copy + Debug {
    /// Every slot 0.
    const ZERO: Self;
    /// How many slots.
    const LEN: usize;
    /// As many of something else: codes, scales.
    type Each<T: Copy + Debug>: Copy + Debug + AsRef<[T]> + AsMut<[T]>;

    /// What `f` makes of each slot and its number.
    fn map<T: Copy + Debug>(&self, f: impl FnMut(usize, f32) -> T) -> Self::Each<T>;

    /// Each slot from its number.
    fn from_fn(f: impl FnMut(usize) -> f32) -> Self;
}

impl<const K: usize> Slots for [f32; K] {
    const ZERO: Self = [0.0; K];
    const LEN: usize = K;
    type Each<T: Copy + Debug> = [T; K];

    #[inline]
    fn map<T: Copy + Debug>(&self, mut f: impl FnMut(usize, f32) -> T) -> [T; K] {
        let mut slots = self.iter();
        array::from_fn(|slot| f(slot, slots.next().copied().unwrap_or_default()))
    }

    #[inline]
    fn from_fn(f: impl FnMut(usize) -> f32) -> Self {
        array::from_fn(f)
    }
}

/// What a slot holds, for the [`Precision`](crate::optimizer::Precision)s that round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Slot {
    /// A number of either sign, of the size of a gradient or of an update.
    Signed,
    /// A sum or an average of squares, at least 0: it is kept as its root, so that it reaches as far
    /// down as the gradients do, and never rounded to 0, as updates are divided by it.
    Square,
}
