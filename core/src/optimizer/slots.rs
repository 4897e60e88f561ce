//! The per-parameter state of a rule, as the storage sees it.

use crate::{Zero, numbered::numbered};
use core::{array, fmt::Debug};

/// An array of `f32` slots: `[m, v]` for Adam, `[]` for SGD.
pub trait Slots: Zero + Copy + Debug + PartialEq + 'static {
    /// How many slots.
    const LEN: usize;
    /// As many of something else: codes, scales.
    type Each<T: Zero + Copy + Debug + 'static>: Zero
        + Copy
        + Debug
        + AsRef<[T]>
        + AsMut<[T]>
        + 'static;

    /// What `f` makes of each slot and its number.
    fn map<T: Zero + Copy + Debug + 'static>(
        &self,
        f: impl FnMut(usize, f32) -> T,
    ) -> Self::Each<T>;

    /// Each slot from its number.
    fn from_fn(f: impl FnMut(usize) -> f32) -> Self;

    /// All slots, one after the other.
    fn flattened(all: &[Self]) -> &[f32];

    /// The same of something else: `all.len()` times [`LEN`](Self::LEN) values, in order.
    fn flattened_mut<T: Zero + Copy + Debug + 'static>(all: &mut [Self::Each<T>]) -> &mut [T];
}

impl<const K: usize> Slots for [f32; K] {
    const LEN: usize = K;
    type Each<T: Zero + Copy + Debug + 'static> = [T; K];

    #[inline]
    fn map<T: Zero + Copy + Debug + 'static>(&self, mut f: impl FnMut(usize, f32) -> T) -> [T; K] {
        let mut slots = self.iter();
        filled(|slot| f(slot, slots.next().copied().unwrap_or_default()))
    }

    #[inline]
    fn from_fn(f: impl FnMut(usize) -> f32) -> Self {
        filled(f)
    }

    #[inline]
    fn flattened(all: &[Self]) -> &[f32] {
        all.as_flattened()
    }

    #[inline]
    fn flattened_mut<T: Zero + Copy + Debug + 'static>(all: &mut [[T; K]]) -> &mut [T] {
        all.as_flattened_mut()
    }
}

/// What `f` makes of each number. Written out at "s" for the slots that rules have, as the compiler would not: a loop over two
/// of them asks for each what it is of, and whether there is another. At "z" what is written out would be calls.
#[inline]
fn filled<T: Zero + Copy, const K: usize>(mut f: impl FnMut(usize) -> T) -> [T; K] {
    if !cfg!(opt_level = "s") {
        return array::from_fn(f);
    }
    let mut all = [T::ZERO; K];
    if K == 1
        && let [a] = all.as_mut_slice()
    {
        *a = f(0);
    } else if K == 2
        && let [a, b] = all.as_mut_slice()
    {
        (*a, *b) = (f(0), f(1));
    } else if K == 3
        && let [a, b, c] = all.as_mut_slice()
    {
        (*a, *b, *c) = (f(0), f(1), f(2));
    } else if K == 4
        && let [a, b, c, d] = all.as_mut_slice()
    {
        (*a, *b, *c, *d) = (f(0), f(1), f(2), f(3));
    } else {
        numbered(&mut all).for_each(|(slot, x)| *x = f(slot));
    }
    all
}

/// The slots of one rule in room for those of any that may be chosen in its place: the first of them.
pub trait Within<const ROOM: usize>: Slots {
    /// What the room holds for the rule.
    fn taken(room: &[f32; ROOM]) -> Self;

    /// Puts it there again.
    fn put(&self, room: &mut [f32; ROOM]);
}

impl<const K: usize, const ROOM: usize> Within<ROOM> for [f32; K] {
    #[inline]
    fn taken(room: &[f32; ROOM]) -> Self {
        const { assert!(K <= ROOM, "a rule of the choice keeps more slots than there is room for") };
        let mut slots = room.iter();
        array::from_fn(|_| slots.next().copied().unwrap_or_default())
    }

    #[inline]
    fn put(&self, room: &mut [f32; ROOM]) {
        room.iter_mut().zip(self).for_each(|(place, slot)| *place = *slot);
    }
}

/// What a slot holds, for the [`Precision`](super::Precision)s that round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum MomentKind {
    /// A first moment: a number of either sign, of the size of a gradient or of an update.
    First,
    /// A second moment: a sum or an average of squares, at least 0. It is kept as its root, so that it
    /// reaches as far down as the gradients do, and never rounded to 0, as updates are divided by it.
    Second,
}
