//! Parameters clamped to bounds: whatever a rule does, w ← min(max(w, −c), c) follows.
//!
//! MXNet's `clip_weights` of RMSProp; M. Arjovsky, S. Chintala, L. Bottou, "Wasserstein GAN" (2017)
//! clip every parameter so. Also what keeps parameters within the range of a fixed-point format.

use super::forward::forward_to_rule;
use crate::checkpoint::{combined, named};
use crate::group::Group;
use crate::optimizer::{
    EvalParams, Rule,
    describe::Description,
    rule::{Elements, GroupStep, Tensor, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, error,
    math::{larger, smaller},
};

/// Another rule, whose parameters stay in `[−max, max]`.
///
/// ```
/// use thalweg::optimizer::{Clamped, Optimizer, Sgd};
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(Clamped { rule: Sgd, max: 1.0 }).unwrap();
/// let mut w = [0.5, -0.5];
/// optimizer.step(&mut w, &[1.0, 1.0], 1.0).unwrap();
/// assert_eq!(w, [-0.5, -1.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Clamped<R> {
    /// What moves the parameter.
    pub rule: R,
    /// The largest magnitude, above 0.
    pub max: f32,
}

impl<R: Rule> Rule for Clamped<R> {
    forward_to_rule!();

    /// The largest magnitude, and the rule's own.
    type Scalars<'a> = (f32, R::Scalars<'a>);

    const NAME: &'static str = "Clamped";
    const IDENTITY: u32 = combined(named(Self::NAME), R::IDENTITY);
    const WEIGHT_DECAY: bool = R::WEIGHT_DECAY;

    fn validate(&self) -> Result<(), Error> {
        error::positive("max", self.max)?;
        self.rule.validate()
    }

    #[inline]
    fn look(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, R::Tensor>,
        part: impl Elements<R::State>,
    ) {
        self.rule.look(step, tensor, part);
    }

    fn scalars<'a>(
        &'a self,
        step: &GroupStep,
        tensor: TensorMut<'a, R::Tensor>,
    ) -> Self::Scalars<'a> {
        (self.max, self.rule.scalars(step, tensor))
    }

    #[inline]
    fn set_weight_decay(&self, (_, scalars): &mut Self::Scalars<'_>, step: &GroupStep) -> bool {
        self.rule.set_weight_decay(scalars, step)
    }

    #[inline]
    fn update((max, scalars): &mut Self::Scalars<'_>, w: &mut f32, g: f32, state: &mut R::State) {
        R::update(scalars, w, g, state);
        clamp(w, *max);
    }

    #[allow(clippy::inline_always)] // a part of the loop, as the rule's own is
    #[inline(always)]
    fn update_each<const K: usize>(
        (max, scalars): &mut Self::Scalars<'_>,
        parameters: &mut [f32; K],
        gradient: &[f32; K],
        states: &mut [R::State; K],
        room: &mut [f32; K],
    ) {
        R::update_each(scalars, parameters, gradient, states, room);
        parameters.iter_mut().for_each(|w| clamp(w, *max));
    }
}

#[inline]
fn clamp(w: &mut f32, max: f32) {
    *w = smaller(max, larger(-max, *w));
}

impl<R: EvalParams> EvalParams for Clamped<R> {
    fn eval_param(&self, w: f32, state: R::State) -> f32 {
        self.rule.eval_param(w, state)
    }
}
