//! The contract between an update rule and the loop.

use super::{Averages, Slot, Slots};
use crate::Error;
use crate::group::{Group, Rates};
use core::fmt::Debug;

/// What a rule learns about a step before it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pass {
    /// Which step of this group it is: 1 is the first. A group that was frozen has not stepped.
    pub t: u32,
    /// η of this step, with the group's multiplier applied.
    pub learning_rate: f32,
    /// The group: its length, and its columns where it is a matrix.
    pub group: Group,
    rates: Rates,
}

impl Pass {
    pub(super) fn new(t: u32, rates: &Rates, group: &Group) -> Self {
        let learning_rate = rates.learning_rate * group.learning_rate;
        Self { t, learning_rate, group: *group, rates: *rates }
    }

    /// α (or β₁) of this step: the scheduled one, else the rule's own.
    pub fn momentum(&self, own: f32) -> f32 {
        self.rates.momentum.unwrap_or(own)
    }

    /// λ of this step: the scheduled one, else the rule's own, with the group's multiplier applied.
    pub fn weight_decay(&self, own: f32) -> f32 {
        self.rates.weight_decay.unwrap_or(own) * self.group.weight_decay
    }
}

/// Every parameter of a group, its gradient after the transformations, and its state, in order.
///
/// A rule that needs a norm walks it in [`Rule::begin`], as often as it likes; a rule that does not
/// pays nothing for it.
pub trait Elements<S>: Iterator<Item = (f32, f32, S)> + Clone {}

impl<S, E: Iterator<Item = (f32, f32, S)> + Clone> Elements<S> for E {}

/// How one parameter moves, given its gradient and its state.
///
/// A rule is a plain value, may live in flash, and holds no learning rate: that is the schedule's.
/// Callers may rely on: [`begin`](Self::begin) and [`update`](Self::update) change nothing but what
/// they are given mutably. An implementer may rely on: before each pass over a group `begin` is
/// called once, with t counted from 1; then [`radicand`](Self::radicand), if it is needed, and `update`
/// once for each parameter, in their order, with nothing moved between the two.
///
/// ```
/// use thalweg::Error;
/// use thalweg::optimizer::{Elements, Optimizer, Pass, Rule};
///
/// /// w ← w − η g / (1 + |g|), a rule of one's own.
/// #[derive(Clone, Copy, Debug)]
/// struct Softened;
///
/// impl Rule for Softened {
///     type State = [f32; 0];
///     type Memory = ();
///     type Scalars<'a> = f32;
///     fn validate(&self) -> Result<(), Error> { Ok(()) }
///     fn begin(&self, pass: &Pass, _: impl Elements<[f32; 0]>, _: &mut ()) -> f32 {
///         pass.learning_rate
///     }
///     fn update(lr: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0], _: f32) {
///         *w -= *lr * g / (1.0 + g.abs());
///     }
/// }
///
/// let mut w = [1.0];
/// Optimizer::<_, 1>::new(Softened).unwrap().step(&mut w, &[1.0], 0.5).unwrap();
/// assert_eq!(w, [0.75]);
/// ```
pub trait Rule: Copy + Debug {
    /// Kept for every parameter: `[m, v]` for Adam, `[]` for SGD.
    type State: Slots;
    /// Kept once a group, for rules that look at a whole tensor; `()` for the others.
    type Memory: Copy + Debug + Default;
    /// The scalars of one pass, computed once and hoisted out of the loop.
    type Scalars<'a>
    where
        Self: 'a;

    /// Every field in its range.
    ///
    /// # Errors
    /// The first field that is not, with its value and what is allowed.
    fn validate(&self) -> Result<(), Error>;

    /// A group this rule can work on; by default any.
    ///
    /// # Errors
    /// A group too large, or of another shape, than the rule has memory for.
    fn validate_group(&self, _group: &Group) -> Result<(), Error> {
        Ok(())
    }

    /// The state of a parameter before the first step; 0 by default.
    fn initial(&self) -> Self::State {
        Self::State::ZERO
    }

    /// What slot number `slot` of the state holds; [`Slot::Signed`] by default.
    #[inline]
    fn slot(_slot: usize) -> Slot {
        Slot::Signed
    }

    /// The scalars of a pass, with bias corrections and scheduled values.
    fn begin<'a>(
        &'a self,
        pass: &Pass,
        elements: impl Elements<Self::State>,
        memory: &'a mut Self::Memory,
    ) -> Self::Scalars<'a>;

    /// Whether an update needs the square root of its [`radicand`](Self::radicand); by default not.
    const ROOT: bool = false;

    /// The first half of an update that needs a root: moves the state as far as it can, and says what
    /// the root is to be taken of. The loop takes the roots of several parameters in one go, which on
    /// a Cortex-M takes about three instructions each in place of five.
    #[inline]
    fn radicand(_: &Self::Scalars<'_>, _w: f32, _g: f32, _state: &mut Self::State) -> f32 {
        0.0
    }

    /// Moves one parameter, given the `root` of its radicand; 0 where none is needed.
    fn update(
        scalars: &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        state: &mut Self::State,
        root: f32,
    );

    /// The moving averages in the state, to look at: window, weights, correction.
    fn averages(&self) -> Averages {
        Averages::new()
    }
}
