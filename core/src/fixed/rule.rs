//! What an update rule is, as on the float side.

pub(super) mod sealed {
    use crate::{
        Error, Zero,
        checkpoint::Plain,
        fixed::{Formats, Rounding, scale::Scale},
    };
    use core::fmt::Debug;

    /// How one parameter moves, given its gradient and its state, for [`Rule`](super::Rule).
    ///
    /// No input overflows, and −g gives the exact negative of what g gives.
    pub trait Rule: Copy + Debug + 'static {
        /// Kept for every parameter.
        type State: Zero + Plain + Debug + PartialEq + 'static;
        /// The scalars of one step, computed once and hoisted out of the loop.
        type Scalars: Copy + Debug;
        /// What it is called, in messages and checkpoints.
        const NAME: &'static str;
        /// Whether a parameter takes so few instructions that several a turn are worth their flash.
        const BRIEF: bool = true;

        /// The scalars of step `t` (1 is the first); if `rate` is too large for the formats, below what
        /// it has to be.
        fn begin(&self, t: u32, rate: Scale, formats: Formats) -> Result<Self::Scalars, Scale>;

        /// Takes the gradient into the state, before the parameter moves.
        #[inline]
        fn accumulate(_scalars: &Self::Scalars, _g: i16, _state: &mut Self::State) {}

        /// Moves one parameter, and its state if `accumulate` has not; whether the parameter has overflowed.
        fn descend<D: Rounding>(
            scalars: &Self::Scalars,
            w: &mut i32,
            g: i16,
            state: &mut Self::State,
            rounding: &mut D,
        ) -> bool;

        /// Whether the rule can have left this state behind.
        fn validate_state(&self, state: &Self::State) -> Result<(), Error>;
    }
}

/// How many fraction bits the numbers of an optimizer have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Formats {
    /// Of the parameters.
    pub parameter: u32,
    /// Of the gradient.
    pub gradient: u32,
}

/// An update rule in fixed point. Sealed: the bounds that keep its integers from overflowing are proved by
/// hand, rule by rule.
///
/// | rule | `State`, kept for every parameter, zeros at first |
/// |---|---|
/// | [`Sgd`](super::Sgd), [`SignSgd`](super::SignSgd) | `()` |
/// | [`Momentum`](super::Momentum), [`Nesterov`](super::Nesterov), [`Signum`](super::Signum), [`Lion`](super::Lion) | `i32` |
/// | [`Adam`](super::Adam), [`AdamInverseRoot`](super::AdamInverseRoot) | [`Moments`](super::Moments) |
pub trait Rule: sealed::Rule {}

/// w ← w − down; whether it has overflowed, and so has the other sign.
#[inline]
pub(super) fn subtract(w: &mut i32, down: i32) -> bool {
    let (difference, overflows) = w.overflowing_sub(down);
    *w = difference;
    overflows
}
