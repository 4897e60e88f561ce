//! g ← g + λ w, then the rule: weight decay that joins the gradient.
//!
//! I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization" (2019): for SGD this and
//! [`Decoupled`](super::Decoupled) are one; with an adaptive rule L2 is divided by √v like the gradient it
//! joined, and so hardly decays the parameters whose gradients are large.

use super::forward::forward_to_rule;
use crate::checkpoint::{combined, named};
use crate::group::Group;
use crate::optimizer::{
    EvalParams, Rule,
    describe::Description,
    rule::{Elements, GroupStep, Tensor, TensorMut},
    state::MomentKind,
};
use crate::{Error, error};

/// The rule sees g + λ w in place of g.
///
/// After the transformations of the gradient; to decay in front of one (MXNet clips Adam's gradient
/// after adding λ w), chain [`AddDecayedWeights`](crate::gradient::AddDecayedWeights) instead.
///
/// ```
/// use thalweg::optimizer::{L2, Optimizer, Sgd};
/// let rule = L2 { rule: Sgd, weight_decay: 0.5 };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(rule).unwrap();
/// let mut w = [2.0];
/// optimizer.step(&mut w, &[1.0], 0.1).unwrap();
/// assert_eq!(w, [1.8]); // 2 − 0.1 · (1 + 0.5 · 2)
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct L2<R> {
    /// What moves the parameter.
    pub rule: R,
    /// λ, at least 0.
    pub weight_decay: f32,
}

impl<R: Rule> Rule for L2<R> {
    forward_to_rule!();

    /// λ, and the rule's own.
    type Scalars<'a> = (f32, R::Scalars<'a>);

    const NAME: &'static str = "L2";
    const IDENTITY: u32 = combined(named(Self::NAME), R::IDENTITY);
    const WEIGHT_DECAY: bool = true;

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("weight_decay", self.weight_decay)?;
        self.rule.validate()
    }

    #[inline]
    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, R::Tensor>,
        part: impl Elements<R::State>,
    ) {
        let decay = step.weight_decay(self.weight_decay);
        let part = part.map(move |(w, g, state)| (w, g + decay * w, state));
        self.rule.look(step, tensor, part);
    }

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, R::Tensor>,
    ) -> Self::Scalars<'a> {
        (step.weight_decay(self.weight_decay), self.rule.scalars(step, tensor))
    }

    #[inline]
    fn set_weight_decay(&self, (decay, scalars): &mut Self::Scalars<'_>, step: &GroupStep) -> bool {
        *decay = step.weight_decay(self.weight_decay);
        self.rule.set_weight_decay(scalars, step)
    }

    #[inline]
    fn update((decay, scalars): &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut R::State) {
        R::update(scalars, w, g + *decay * *w, state);
    }

    #[allow(clippy::inline_always)] // a part of the loop, as the rule's own is
    #[inline(always)]
    fn update_each<const K: usize>(
        (decay, scalars): &mut Self::Scalars<'_>,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [R::State; K],
        room: &mut [f32; K],
    ) {
        let mut gradient = *gradient;
        gradient.iter_mut().zip(&*parameters).for_each(|(g, w)| *g += *decay * w);
        R::update_each(scalars, parameters, &gradient, states, room);
    }
}

impl<R: EvalParams> EvalParams for L2<R> {
    fn eval_param(&self, w: f32, state: R::State) -> f32 {
        self.rule.eval_param(w, state)
    }
}
