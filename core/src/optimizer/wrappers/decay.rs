//! Weight decay around any rule: [`L2`] joins the gradient, [`Decoupled`] acts on the parameter.
//!
//! L2: g ← g + λ w, then the rule.  Decoupled: w ← (1 − η λ) w, then the rule.
//!
//! I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization" (2019): for SGD the two are one;
//! with an adaptive rule L2 is divided by √v like the gradient it joined, and so hardly decays the
//! parameters whose gradients are large. As types they cost nothing where they are not used.

use super::forward::forward_to_rule;
use crate::group::Group;
use crate::optimizer::{Averaged, Averages, Elements, Pass, Rule, Slot};
use crate::{Error, error};

/// The rule sees g + λ w in place of g.
///
/// After the transformations of the gradient; to decay in front of one (MXNet clips Adam's gradient
/// after adding λ w), chain [`AddDecayedWeights`](crate::gradient::AddDecayedWeights) instead.
///
/// ```
/// use thalweg::optimizer::{L2, Optimizer, Sgd};
/// let mut optimizer = Optimizer::<_, 1>::new(L2 { rule: Sgd, weight_decay: 0.5 }).unwrap();
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

/// The parameter shrinks by η λ w beside the rule's own step.
///
/// ```
/// use thalweg::optimizer::{AdamW, Optimizer};
/// let mut optimizer = Optimizer::<_, 1>::new(AdamW::DEFAULT).unwrap();
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

impl<R: Rule> Rule for L2<R> {
    forward_to_rule!();

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("weight_decay", self.weight_decay)?;
        self.rule.validate()
    }

    fn begin<'a>(
        &'a self,
        pass: &Pass,
        elements: impl Elements<R::State>,
        memory: &'a mut R::Memory,
    ) -> Self::Scalars<'a> {
        let decay = pass.weight_decay(self.weight_decay);
        let elements = elements.map(move |(w, g, state)| (w, g + decay * w, state));
        (decay, self.rule.begin(pass, elements, memory))
    }

    #[inline]
    fn radicand((decay, scalars): &Self::Scalars<'_>, w: f32, g: f32, state: &mut R::State) -> f32 {
        R::radicand(scalars, w, g + *decay * w, state)
    }

    #[inline]
    fn update(
        (decay, scalars): &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        state: &mut R::State,
        root: f32,
    ) {
        let g = g + *decay * *w;
        R::update(scalars, w, g, state, root);
    }
}

impl<R: Rule> Rule for Decoupled<R> {
    forward_to_rule!();

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("weight_decay", self.weight_decay)?;
        self.rule.validate()
    }

    fn begin<'a>(
        &'a self,
        pass: &Pass,
        elements: impl Elements<R::State>,
        memory: &'a mut R::Memory,
    ) -> Self::Scalars<'a> {
        let keep = 1.0 - pass.learning_rate * pass.weight_decay(self.weight_decay);
        let elements = elements.map(move |(w, g, state)| (keep * w, g, state));
        (keep, self.rule.begin(pass, elements, memory))
    }

    #[inline]
    fn radicand((keep, scalars): &Self::Scalars<'_>, w: f32, g: f32, state: &mut R::State) -> f32 {
        R::radicand(scalars, w * *keep, g, state)
    }

    #[inline]
    fn update(
        (keep, scalars): &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        state: &mut R::State,
        root: f32,
    ) {
        *w *= *keep;
        R::update(scalars, w, g, state, root);
    }
}

impl<R: Averaged> Averaged for L2<R> {
    fn average(&self, w: f32, state: R::State) -> f32 {
        self.rule.average(w, state)
    }
}

impl<R: Averaged> Averaged for Decoupled<R> {
    fn average(&self, w: f32, state: R::State) -> f32 {
        self.rule.average(w, state)
    }
}
