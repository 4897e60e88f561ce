//! How the state is kept between steps: the precision of an optimizer, chosen by a type.
//!
//! The update itself is always computed in `f32`; what is kept of m and v until the next step is
//! rounded, stochastically, so that an average does not stand still when its steps are smaller than
//! half a unit of the format (with β₂ = 0.999 they are, in every format but [`F32`]). The noise is a
//! hash of seed, step, index and slot: nothing to keep, and the same bits on every target and after a
//! resume. Any rule may be kept in any precision; they are meant for momentum and the Adam family.
//! Step sizes (Rprop), sums that only grow (AdaGrad) and running means of parameters lose more.
//!
//! What it costs on the watch's fine-tuning, 140 steps, eight people and three seeds, mean accuracy from
//! 81.41 % before (`cargo run --release -p thalweg-examples --bin precision`):
//!
//! | rule | state | bytes a parameter | accuracy (%) | worst change of a run | end apart from `F32`'s |
//! |---|---|---|---|---|---|
//! | momentum | [`F32`] | 4.00 | 88.34 | | |
//! | momentum | [`Bf16`] | 2.00 | 88.36 | +0.5 | 0.9 % |
//! | momentum | [`F16`] | 2.00 | 88.34 | +0.2 | 0.3 % |
//! | momentum | [`Eight`], [`Dynamic`] | 1.07 | 88.39 | +0.5 | 4.4 % |
//! | momentum | [`Eight`], [`Linear`] | 1.07 | 88.49 | +2.4 | 3.4 % |
//! | Adam | [`F32`] | 8.00 | 89.58 | | |
//! | Adam | [`Bf16`] | 4.00 | 89.58 | −0.2 | 0.5 % |
//! | Adam | [`F16`] | 4.00 | 89.57 | −0.3 | 5.4 % |
//! | Adam | [`Eight`], [`Dynamic`] | 2.14 | 89.54 | −0.5 | 15.6 % |
//! | Adam | [`Eight`], [`Linear`] | 2.14 | 89.54 | −0.9 | 43.6 % |
//!
//! The last column is the distance between the final parameters, relative to how far those of `F32`
//! moved. So for 2 bytes take [`Bf16`]: it holds the range of the gradients too, while [`F16`] grows coarse
//! below 6e-5, where late gradients lie; for 1 byte take [`Dynamic`].

mod code;
mod eight;
mod float;
mod full;
mod short;
mod slots;

pub use code::{Code, Dynamic, Linear};
pub use eight::{Eight, blocks};
pub use float::{Bf16, F16, Float16};
pub use full::F32;
pub use slots::{Slot, Slots};

use crate::optimizer::{Rule, Turn};
use crate::{Error, gradient::Transform, group::Span};
use core::fmt::Debug;

/// A way to keep state: [`F32`], [`Bf16`], [`F16`] or [`Eight`].
pub trait Precision: Copy + Debug + 'static {
    /// The state of `N` parameters.
    type Buffer<R: Rule, const N: usize>: States<R>;
}

/// The state of every parameter, group after group.
///
/// Implementers promise that [`update`](Self::update) shows each parameter of the span exactly once,
/// in order, with the state that was kept for it, and that [`write`](Self::write) of what
/// [`read`](Self::read) gave changes nothing.
pub trait States<R: Rule>: Clone + Debug {
    /// The same state for every parameter.
    fn new(initial: R::State) -> Self;

    /// Memory enough for these groups.
    ///
    /// # Errors
    /// Too little, and how much is needed.
    fn validate(spans: &[Span]) -> Result<(), Error>;

    /// The states of a group.
    fn read(&self, span: &Span) -> impl Iterator<Item = R::State> + Clone;

    /// Pass number `t` over a group; `turn` moves the parameters.
    fn update<T: Transform>(
        &mut self,
        span: &Span,
        t: u32,
        parameters: &mut [f32],
        gradient: &[f32],
        turn: Turn<'_, '_, R, T>,
    );

    /// Replaces the states of a group by as many as are given.
    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>);
}
