//! How the state is kept between steps: the precision of an optimizer, chosen by a type.

mod code;
mod eight;
mod float;
mod full;
mod short;

pub use code::{Code, Dynamic, Linear};
pub use eight::{Eight, blocks};
pub use float::{Bf16, F16, Float16};
pub use full::F32;

use super::{Rule, Slot, Slots};
use crate::{Error, gradient::Span};
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
    fn validate(&self, spans: &[Span]) -> Result<(), Error>;

    /// The states of a group.
    fn read(&self, span: &Span) -> impl Iterator<Item = R::State> + Clone;

    /// Pass number `t` over a group; `update` gets index, parameter, gradient and state of each.
    fn update(
        &mut self,
        span: &Span,
        t: u32,
        parameters: &mut [f32],
        gradient: &[f32],
        update: impl FnMut(usize, &mut f32, f32, &mut R::State),
    );

    /// Replaces the states of a group by as many as are given.
    fn write(&mut self, span: &Span, states: impl Iterator<Item = R::State>);
}
