//! The contract between an update rule and the loop, as on the float side.

use super::{Rate, rounding::Rounding};

/// How many fraction bits the numbers of an optimizer have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Formats {
    /// Of the parameters.
    pub parameter: u32,
    /// Of the gradient.
    pub gradient: u32,
}

/// How one parameter moves, given its gradient and its state.
///
/// Implementers promise that no input overflows, and that −g gives the exact negative of what g
/// gives. The rules of this module are all there are so far: their arithmetic is not public.
pub trait Rule: Copy {
    /// Kept for every parameter.
    type State: Copy;
    /// The scalars of one step, computed once and hoisted out of the loop.
    #[doc(hidden)]
    type Scalars: Copy;
    /// Whether a parameter takes so few instructions that several a turn are worth their flash.
    #[doc(hidden)]
    const BRIEF: bool = true;
    /// The state before the first step.
    const ZERO: Self::State;

    /// The scalars of step `t` (1 is the first); `None` if `rate` is too large for the formats.
    #[doc(hidden)]
    fn begin(&self, t: u32, rate: Rate, formats: Formats) -> Option<Self::Scalars>;

    /// Takes the gradient into the state, before any parameter moves.
    #[doc(hidden)]
    #[inline]
    fn accumulate(_scalars: &Self::Scalars, _g: i16, _state: &mut Self::State) {}

    /// Moves one parameter, and its state if `accumulate` has not; whether the parameter has overflowed.
    #[doc(hidden)]
    fn descend<D: Rounding>(
        scalars: &Self::Scalars,
        w: &mut i32,
        g: i16,
        state: &mut Self::State,
        rounding: &mut D,
    ) -> bool;
}

/// w ← w − down; whether it has overflowed, and so has the other sign.
#[inline]
pub(super) fn subtract(w: &mut i32, down: i32) -> bool {
    let (difference, overflows) = w.overflowing_sub(down);
    *w = difference;
    overflows
}
