//! The contract between an update rule and the loop.

use super::{Tensor, TensorMut};
use crate::group::{Group, Hyperparams};
use crate::optimizer::{Description, MomentKind, Slots};
use crate::{Error, Zero, checkpoint::named, error, math};
use core::fmt::Debug;

/// How many parameters a block of [`Rule::update_run`] has.
pub const BLOCK: usize = math::BLOCK;

/// What a rule learns about a step of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GroupStep {
    /// Which step of this group it is: 1 is the first. A group that was frozen has not stepped.
    pub t: u32,
    /// η of this step, with the group's multiplier applied.
    pub learning_rate: f32,
    /// The group: its length, and its columns where it is a matrix.
    pub group: Group,
    /// The number in the group of the first parameter that is shown or moved next.
    pub first: usize,
    pub(in crate::optimizer) hyperparams: Hyperparams,
    /// What λ is multiplied by.
    pub(in crate::optimizer) decay_multiplier: f32,
}

impl GroupStep {
    /// Before the first step: the pass says which one it is.
    #[inline]
    pub(in crate::optimizer) fn new(hyperparams: &Hyperparams, group: &Group) -> Self {
        let learning_rate = hyperparams.learning_rate * group.learning_rate;
        let (hyperparams, decay_multiplier) = (*hyperparams, group.weight_decay);
        Self { t: 0, learning_rate, group: *group, first: 0, hyperparams, decay_multiplier }
    }

    /// α (or β₁) of this step: the scheduled one, else the rule's own.
    pub fn momentum(&self, own: f32) -> f32 {
        self.hyperparams.momentum.unwrap_or(own)
    }

    /// λ of this step: the scheduled one, else the rule's own, with the group's multiplier applied.
    pub fn weight_decay(&self, own: f32) -> f32 {
        self.hyperparams.weight_decay.unwrap_or(own) * self.decay_multiplier
    }
}

/// Parameters of a group, their gradients after the transformations, and their states, in order.
pub trait Elements<S>: Iterator<Item = (f32, f32, S)> + Clone {}

impl<S, E: Iterator<Item = (f32, f32, S)> + Clone> Elements<S> for E {}

/// How one parameter moves, given its gradient and its state.
///
/// A rule is a plain value, may live in flash, and holds no learning rate: that is the schedule's. All that
/// most rules need is [`scalars`](Self::scalars), once a step, and [`update`](Self::update), once a parameter.
///
/// A rule that looks at a whole tensor first says so in [`begin`](Self::begin): it is then shown the elements
/// by [`look`](Self::look), in parts, in order, until [`looked`](Self::looked) is content. Callers may rely
/// on: in how many parts a tensor is shown or moved changes no bit, and nothing panics. An implementer may
/// rely on: each group's step begins once, with t counted from 1; `scalars` is asked for at the beginning of
/// each part that is moved, with [`GroupStep::first`] at the part, and changes nothing that is kept; then
/// `update` comes once for each parameter of the part, in their order.
///
/// ```
/// use thalweg::Error;
/// use thalweg::optimizer::{Optimizer, Rule, rule::{GroupStep, TensorMut}};
///
/// /// w ← w − η g / (1 + |g|), a rule of one's own.
/// #[derive(Clone, Copy, Debug)]
/// struct Softened;
///
/// impl Rule for Softened {
///     type State = [f32; 0];
///     type Tensor = ();
///     type Scalars<'a> = f32;
///     fn validate(&self) -> Result<(), Error> { Ok(()) }
///     fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> f32 { step.learning_rate }
///     fn update(lr: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
///         *w -= *lr * g / (1.0 + g.abs());
///     }
/// }
///
/// let mut w = [1.0];
/// Optimizer::<_, [f32; 1]>::new(Softened).unwrap().step(&mut w, &[1.0], 0.5).unwrap();
/// assert_eq!(w, [0.75]);
/// ```
pub trait Rule: Copy + Debug + 'static {
    /// Kept for every parameter: `[m, v]` for Adam, `[]` for SGD.
    type State: Slots;
    /// Kept once a tensor, and needed while it is looked at: see [`Tensor`]; `()` for most rules.
    type Tensor: Tensor;
    /// The scalars of one step, computed once and hoisted out of the loop.
    type Scalars<'a>
    where
        Self: 'a;

    /// What it is called in messages.
    const NAME: &'static str = "a rule of one's own";
    /// What tells its checkpoints from those of other rules: by default its name. A rule whose state means something else
    /// by its type parameters has another for each.
    const IDENTITY: u32 = named(Self::NAME);
    /// Whether it has a momentum (or β₁) that may be scheduled, by [`GroupStep::momentum`].
    const MOMENTUM: bool = false;
    /// Whether it decays weights, by [`GroupStep::weight_decay`].
    const WEIGHT_DECAY: bool = false;

    /// Whether this one has a momentum that may be scheduled; of a choice of rules not each may.
    #[inline]
    fn takes_momentum(&self) -> bool {
        Self::MOMENTUM
    }

    /// Whether this one decays weights.
    #[inline]
    fn takes_weight_decay(&self) -> bool {
        Self::WEIGHT_DECAY
    }

    /// Every field in its range.
    ///
    /// # Errors
    /// The first field that is not, with its value and what is allowed.
    fn validate(&self) -> Result<(), Error>;

    /// A group this rule can work on; by default any.
    ///
    /// # Errors
    /// A group too large, or of another shape, than the rule has memory for.
    #[inline]
    fn validate_group(&self, _group: &Group) -> Result<(), Error> {
        Ok(())
    }

    /// A state that this rule may have left behind; by default finite numbers, second moments at least 0.
    ///
    /// # Errors
    /// The first number that it cannot have left, with what is allowed.
    fn validate_state(&self, state: &Self::State) -> Result<(), Error> {
        validate::<Self>(state)
    }

    /// The same of what is kept once a tensor; by default anything.
    ///
    /// # Errors
    /// The first number that it cannot have left, with what is allowed.
    fn validate_tensor(&self, _state: &<Self::Tensor as Tensor>::State) -> Result<(), Error> {
        Ok(())
    }

    /// The state of a parameter before the first step; 0 by default.
    #[inline]
    fn initial(&self) -> Self::State {
        Self::State::ZERO
    }

    /// What slot number `slot` of the state holds; [`MomentKind::First`] by default.
    #[inline]
    fn moment(_slot: usize) -> MomentKind {
        MomentKind::First
    }

    /// A step of a group begins; whether the rule has to look at it. By default not.
    #[inline]
    fn begin(&self, _step: &GroupStep, _tensor: TensorMut<'_, Self::Tensor>) -> bool {
        false
    }

    /// The next part of the group, with the states before this step.
    #[inline]
    fn look(
        &self,
        _step: &GroupStep,
        _tensor: TensorMut<'_, Self::Tensor>,
        _part: impl Elements<Self::State>,
    ) {
    }

    /// The whole group was shown; whether the rule has to look once more.
    #[inline]
    fn looked(&self, _step: &GroupStep, _tensor: TensorMut<'_, Self::Tensor>) -> bool {
        false
    }

    /// The scalars of the part that is moved next, with bias corrections and scheduled values.
    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, Self::Tensor>,
    ) -> Self::Scalars<'a>;

    /// Turns the scalars into those that [`scalars`](Self::scalars) would give with the weight decay of this
    /// `step`, which differs from the step that they are of in that alone: the biases of a layer follow its
    /// weights. Whether it could, otherwise `scalars` is asked; by default where the rule decays no weights.
    #[inline]
    fn set_weight_decay(&self, _scalars: &mut Self::Scalars<'_>, _step: &GroupStep) -> bool {
        !Self::WEIGHT_DECAY
    }

    /// Moves one parameter.
    fn update(scalars: &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut Self::State);

    /// What parameters are multiplied by before anything else in this `step`, where weight decay is that and no
    /// more; by default none.
    #[inline]
    fn decay_factor(&self, _step: &GroupStep) -> Option<f32> {
        None
    }

    /// Whether this processor has a loop of its own for the rule, [`update_run`](Self::update_run).
    const RUNS: bool = false;

    /// Moves blocks of parameters that lie side by side by that loop, to the same bits as
    /// [`update`](Self::update).
    #[inline]
    fn update_run(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[Self::State; BLOCK]],
    ) {
        let parameters = parameters.as_flattened_mut().iter_mut();
        let each = parameters.zip(gradient.as_flattened()).zip(states.as_flattened_mut());
        for ((w, &g), state) in each {
            Self::update(scalars, w, g, state);
        }
    }

    /// Whether a loop that moves one parameter a turn is as short as one that moves several: of branches and comparisons,
    /// which each has for itself.
    const ONE_BY_ONE: bool = false;

    /// Moves several that lie side by side, as one after another would; what a processor does better in
    /// blocks may be overridden, as a [`Rooted`](super::Rooted) rule does. `room` is for a number each.
    #[inline]
    fn update_each<const K: usize>(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [Self::State; K],
        _room: &mut [f32; K],
    ) {
        for ((w, &g), state) in parameters.iter_mut().zip(gradient).zip(states) {
            Self::update(scalars, w, g, state);
        }
    }

    /// The moving averages in the state, to look at: window, weights, correction.
    fn describe(&self) -> Description {
        Description::new()
    }
}

/// [`Rule::validate_state`] of most rules: finite numbers, second moments at least 0.
fn validate<R: Rule>(state: &R::State) -> Result<(), Error> {
    let mut wrong = None;
    state.map(|slot, value| {
        let second = R::moment(slot) == MomentKind::Second;
        if !value.is_finite() || second && value < 0.0 {
            wrong = wrong.or(Some((value, second)));
        }
        0_u8
    });
    match wrong {
        None => Ok(()),
        Some((value, true)) => error::non_negative("state", value),
        Some((value, false)) => Err(Error::OutOfRange { field: "state", value, allowed: "finite" }),
    }
}
