//! How the state is kept between steps: the precision of an optimizer, chosen by a type, and its memory.
//!
//! The update itself is always computed in `f32`; what is kept of m and v until the next step is
//! rounded, stochastically, so that an average does not stand still when its steps are smaller than
//! half a unit of the format (with β₂ = 0.999 they are, in every format but `f32`). The noise is a
//! hash of seed, step, index and slot: nothing to keep, and the same bits on every target and after a
//! resume. Any rule may be kept in any precision; they are meant for momentum and the Adam family.
//! Step sizes (Rprop), sums that only grow (AdaGrad) and running means of parameters lose more.
//!
//! What it costs on the watch's fine-tuning, 140 steps, eight people and three seeds, mean accuracy from
//! 81.41 % before (`cargo run --release -p thalweg-examples --bin precision`):
//!
//! | rule | state | bytes a parameter | accuracy (%) | worst change of a run | end apart from `f32`'s |
//! |---|---|---|---|---|---|
//! | momentum | `f32` | 4.00 | 88.34 | | |
//! | momentum | [`Bf16`] | 2.00 | 88.36 | +0.5 | 0.9 % |
//! | momentum | [`F16`] | 2.00 | 88.34 | +0.2 | 0.3 % |
//! | momentum | [`Blockwise8`], [`DynamicMap`] | 1.07 | 88.39 | +0.5 | 4.4 % |
//! | momentum | [`Blockwise8`], [`LinearMap`] | 1.07 | 88.49 | +2.4 | 3.4 % |
//! | Adam | `f32` | 8.00 | 89.58 | | |
//! | Adam | [`Bf16`] | 4.00 | 89.58 | −0.2 | 0.5 % |
//! | Adam | [`F16`] | 4.00 | 89.57 | −0.3 | 5.4 % |
//! | Adam | [`Blockwise8`], [`DynamicMap`] | 2.14 | 89.54 | −0.5 | 15.6 % |
//! | Adam | [`Blockwise8`], [`LinearMap`] | 2.14 | 89.54 | −0.9 | 43.6 % |
//!
//! The last column is the distance between the final parameters, relative to how far those of `f32`
//! moved. So for 2 bytes take [`Bf16`]: it holds the range of the gradients too, while [`F16`] grows coarse
//! below 6e-5, where late gradients lie; for 1 byte take [`DynamicMap`].

mod blockwise8;
mod codebook;
mod codes;
mod float16;
mod half;
mod memory;
mod noise;
mod rows;
mod single;
mod storage;

pub use blockwise8::{Blockwise8, blocks};
pub use codebook::{Codebook, DynamicMap, LinearMap};
pub use float16::{Bf16, F16, Float16};
pub use memory::Memory;
pub use rows::Rows;
pub use storage::{Cells, Storage};
pub(super) use storage::{View, sealed as cells};

pub use super::slots::{MomentKind, Slots, Within};
use super::{Rule, rule::Block};
use crate::{
    Error, Zero,
    checkpoint::{CheckpointError, Loader, Plain, Saver},
    gradient::Chain,
    group::Span,
};
use core::{fmt::Debug, ops::Range};

mod sealed {
    pub trait Sealed {}
}

/// A way to keep state: `f32`, [`Bf16`], [`F16`] or [`Blockwise8`]. Sealed.
///
/// Its functions promise that [`update`](Self::update) shows each parameter of a range exactly once, in
/// order, with the state that was kept for it, and that [`write`](Self::write) of what
/// [`read`](Self::read) returned changes nothing.
pub trait Precision: sealed::Sealed + Copy + Debug + 'static {
    /// What is kept for a parameter.
    type Cell<R: Rule>: Zero + Copy + Debug + 'static;
    /// What is kept for all together.
    type Extra<R: Rule>: Zero + Clone + Debug + 'static;

    /// Its number in checkpoints, which is that of [`StatePrecision`](crate::recipe::StatePrecision), and its name in
    /// messages.
    const PRECISION: (u32, &'static str);
    /// The seed of its rounding.
    const NOISE: u32 = 0;
    /// Bytes of a slot in a checkpoint, and of a slot for all parameters together.
    const SLOT_BYTES: (u32, u32);

    /// A range begins at a multiple of this many parameters of its group, and ends at one or with the group.
    const GRAIN: usize;

    /// Memory enough for these groups.
    ///
    /// # Errors
    /// Too little, and how much is needed.
    fn validate(_spans: &[Span]) -> Result<(), Error> {
        Ok(())
    }

    /// The same state for every parameter.
    fn fill<R: Rule>(cells: &mut [Self::Cell<R>], extra: &mut Self::Extra<R>, initial: &R::State);

    /// The states of a range of a group.
    fn read<R: Rule>(
        cells: &[Self::Cell<R>],
        extra: &Self::Extra<R>,
        span: &Span,
        range: Range<usize>,
    ) -> impl Iterator<Item = R::State> + Clone;

    /// Whether these states are finite.
    fn are_finite<R: Rule>(cells: &[Self::Cell<R>]) -> bool;

    /// Step `t` of a range of a group, whose `parameters` and `gradient` are given. The block goes in and
    /// comes back by value: behind a reference its scalars would be loaded anew after every root.
    fn update<'a, 't, R: Rule, T: Chain>(
        cells: &mut [Self::Cell<R>],
        extra: &mut Self::Extra<R>,
        range_and_t: (Range<usize>, u32),
        parameters: &mut [f32],
        gradient: &[f32],
        block: Block<'a, 't, R, T>,
    ) -> Block<'a, 't, R, T>;

    /// The same of some columns of its rows, of which `parameters` and `gradient` have all.
    fn update_rows<'a, 't, R: Rule, T: Chain>(
        cells: &mut [Self::Cell<R>],
        extra: &mut Self::Extra<R>,
        (rows, t): (Rows, u32),
        parameters: &mut [f32],
        gradient: &[f32],
        mut block: Block<'a, 't, R, T>,
    ) -> Block<'a, 't, R, T> {
        for (range, row) in rows {
            if let (Some(w), Some(g)) = (parameters.get_mut(row.clone()), gradient.get(row)) {
                block = Self::update(cells, extra, (range, t), w, g, block);
            }
        }
        block
    }

    /// Replaces the states of a group by as many as are given.
    fn write<R: Rule>(
        cells: &mut [Self::Cell<R>],
        extra: &mut Self::Extra<R>,
        span: &Span,
        states: impl Iterator<Item = R::State>,
    );

    /// Writes all states as they are kept, if the rule lets them pass.
    ///
    /// # Errors
    /// A state that the rule cannot have left behind; the bytes cannot be written.
    fn save<R: Rule>(
        rule: &R,
        cells: &[Self::Cell<R>],
        extra: &Self::Extra<R>,
        spans: &[Span],
        to: &mut Saver<'_>,
    ) -> Result<(), CheckpointError>;

    /// Reads all states, and takes them if they may be taken.
    ///
    /// # Errors
    /// A state that the rule cannot have left behind; the bytes cannot be read.
    fn load<R: Rule>(
        rule: &R,
        cells: &mut [Self::Cell<R>],
        extra: &mut Self::Extra<R>,
        spans: &[Span],
        from: &mut Loader<'_>,
    ) -> Result<(), CheckpointError>;
}

/// Writes what is kept of each slot.
fn put_each<T: Plain>(slots: &[T], to: &mut Saver<'_>) -> Result<(), CheckpointError> {
    slots.iter().try_for_each(|slot| slot.put(to))
}

/// Reads what is kept of each slot.
fn get_each<T: Plain>(slots: &mut [T], from: &mut Loader<'_>) -> Result<(), CheckpointError> {
    slots.iter_mut().try_for_each(|slot| {
        *slot = T::get(from)?;
        Ok(())
    })
}
