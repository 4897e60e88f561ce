//! The contract between an update rule and the loop.

use super::Rates;
use crate::{Error, math::Math};

/// The per-parameter state of a rule: an array of `f32` slots, `[m, v]` for Adam, `[]` for SGD.
pub trait Slots: Copy {
    /// Every slot 0.
    const ZERO: Self;
    /// How many slots.
    const LEN: usize;
}

impl<const K: usize> Slots for [f32; K] {
    const ZERO: Self = [0.0; K];
    const LEN: usize = K;
}

/// How one parameter moves, given its gradient and its state.
///
/// Callers may rely on: [`update`](Self::update) reads and writes nothing but its arguments. An
/// implementer gets [`begin`](Self::begin) exactly once before each pass, with t counted from 1.
///
/// ```
/// use thalweg::{Error, math::Math, optimizer::{Optimizer, Rates, Rule}};
///
/// /// w ← w − η g / (1 + |g|), a rule of one's own.
/// #[derive(Clone, Copy, Debug)]
/// struct Softened;
///
/// impl Rule for Softened {
///     type State = [f32; 0];
///     type Scalars = f32;
///     fn validate(&self) -> Result<(), Error> { Ok(()) }
///     fn begin<M: Math>(&self, _t: u32, rates: &Rates) -> f32 { rates.learning_rate }
///     fn update<M: Math>(lr: &f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
///         *w -= lr * g / (1.0 + g.abs());
///     }
/// }
///
/// let mut w = [1.0];
/// Optimizer::<_, 1>::new(Softened).unwrap().step(&mut w, &[1.0], 0.5).unwrap();
/// assert_eq!(w, [0.75]);
/// ```
pub trait Rule: Copy {
    /// Kept for every parameter, 0 at first.
    type State: Slots;
    /// The scalars of one step, computed once and hoisted out of the loop.
    type Scalars: Copy;

    /// Every field in its range.
    ///
    /// # Errors
    /// The first field that is not, with its value and what is allowed.
    fn validate(&self) -> Result<(), Error>;

    /// The scalars of step `t` (1 is the first), with bias corrections and scheduled values.
    fn begin<M: Math>(&self, t: u32, rates: &Rates) -> Self::Scalars;

    /// Moves one parameter.
    fn update<M: Math>(scalars: &Self::Scalars, w: &mut f32, g: f32, state: &mut Self::State);
}
