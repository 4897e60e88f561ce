//! w ← (1 − η λ) w, then the rule: weight decay that acts on the parameter.
//!
//! I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization" (2019).

use super::forward::forward_to_rule;
use crate::checkpoint::{combined, named};
use crate::group::Group;
use crate::optimizer::{
    EvalParams, Rule,
    describe::Description,
    rule::{Elements, GroupStep, Tensor, TensorMut},
    state::MomentKind,
};
use crate::{Error, error, math::BLOCK};

/// The parameter shrinks by η λ w beside the rule's own step.
///
/// ```
/// use thalweg::optimizer::{AdamW, Optimizer};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(AdamW::DEFAULT).unwrap();
/// let mut w = [2.0];
/// optimizer.step(&mut w, &[0.0], 0.1).unwrap(); // no gradient: the decay alone
/// assert_eq!(w, [2.0 * (1.0 - 0.1 * 0.01)]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Decoupled<R> {
    /// What moves the parameter.
    pub rule: R,
    /// λ, at least 0.
    pub weight_decay: f32,
}

impl<R: Rule> Decoupled<R> {
    /// 1 − η λ.
    fn keep(&self, step: &GroupStep) -> f32 {
        1.0 - step.learning_rate * step.weight_decay(self.weight_decay)
    }
}

impl<R: Rule> Rule for Decoupled<R> {
    forward_to_rule!();

    /// 1 − η λ, and the rule's own.
    type Scalars<'a> = (f32, R::Scalars<'a>);

    const NAME: &'static str = "Decoupled";
    const IDENTITY: u32 = combined(named(Self::NAME), R::IDENTITY);
    const WEIGHT_DECAY: bool = true;

    #[allow(clippy::inline_always)] // a comparison beside those of its rule; as a function it would hand over an error
    #[inline(always)]
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
        let keep = self.keep(step);
        self.rule.look(step, tensor, part.map(move |(w, g, state)| (keep * w, g, state)));
    }

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, R::Tensor>,
    ) -> Self::Scalars<'a> {
        (self.keep(step), self.rule.scalars(step, tensor))
    }

    #[inline]
    fn set_weight_decay(&self, (keep, scalars): &mut Self::Scalars<'_>, step: &GroupStep) -> bool {
        *keep = self.keep(step);
        self.rule.set_weight_decay(scalars, step)
    }

    #[inline]
    fn decay_factor(&self, step: &GroupStep) -> Option<f32> {
        (!R::WEIGHT_DECAY).then(|| self.keep(step))
    }

    const RUNS: bool = R::RUNS;

    #[inline]
    fn update_run(
        (keep, scalars): &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[R::State; BLOCK]],
    ) {
        if *keep != 1.0 {
            parameters.as_flattened_mut().iter_mut().for_each(|w| *w *= *keep);
        }
        R::update_run(scalars, parameters, gradient, states);
    }

    #[inline]
    fn update((keep, scalars): &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut R::State) {
        *w *= *keep;
        R::update(scalars, w, g, state);
    }

    #[allow(clippy::inline_always)] // a part of the loop, as the rule's own is
    #[inline(always)]
    fn update_each<const K: usize>(
        (keep, scalars): &mut Self::Scalars<'_>,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [R::State; K],
        room: &mut [f32; K],
    ) {
        parameters.iter_mut().for_each(|w| *w *= *keep);
        R::update_each(scalars, parameters, gradient, states, room);
    }
}

impl<R: EvalParams> EvalParams for Decoupled<R> {
    fn eval_param(&self, w: f32, state: R::State) -> f32 {
        self.rule.eval_param(w, state)
    }
}
