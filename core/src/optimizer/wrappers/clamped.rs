//! Parameters held within bounds: whatever a rule does, w ← min(max(w, −c), c) follows.
//!
//! MXNet's `clip_weights` of RMSProp; M. Arjovsky, S. Chintala, L. Bottou, "Wasserstein GAN" (2017)
//! clip every parameter so. Also what keeps parameters within the range of a fixed-point format.

use super::forward::forward_to_rule;
use crate::group::Group;
use crate::optimizer::{Averaged, Averages, Elements, Pass, Rule, Slot};
use crate::{
    Error, error,
    math::{larger, smaller},
};

/// Another rule, whose parameters stay in `[−max, max]`.
///
/// ```
/// use thalweg::optimizer::{Clamped, Optimizer, Sgd};
/// let mut optimizer = Optimizer::<_, 2>::new(Clamped { rule: Sgd, max: 1.0 }).unwrap();
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

    fn validate(&self) -> Result<(), Error> {
        error::positive("max", self.max)?;
        self.rule.validate()
    }

    fn begin<'a>(
        &'a self,
        pass: &Pass,
        elements: impl Elements<R::State>,
        memory: &'a mut R::Memory,
    ) -> Self::Scalars<'a> {
        (self.max, self.rule.begin(pass, elements, memory))
    }

    #[inline]
    fn radicand((_, scalars): &Self::Scalars<'_>, w: f32, g: f32, state: &mut R::State) -> f32 {
        R::radicand(scalars, w, g, state)
    }

    #[inline]
    fn update(
        (max, scalars): &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        state: &mut R::State,
        root: f32,
    ) {
        R::update(scalars, w, g, state, root);
        *w = smaller(*max, larger(-*max, *w));
    }
}

impl<R: Averaged> Averaged for Clamped<R> {
    fn average(&self, w: f32, state: R::State) -> f32 {
        self.rule.average(w, state)
    }
}
