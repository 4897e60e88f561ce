//! Momentum with the learning rate inside the velocity, as in MXNet, Keras and Polyak's own paper.
//!
//! v ← α v − η g;  w ← w + v  (Nesterov: w ← w + α v − η g).
//!
//! With a constant η this moves as [`Momentum`](crate::optimizer::Momentum) does. When a schedule moves η, the
//! velocity remembers the old one for about 1/(1 − α) steps: the curve that the parameters see is the
//! EMA of the schedule. B. T. Polyak (1964), eq. 9.

use super::sgd::momentum_rule;
use crate::optimizer::{
    Rule, describe,
    describe::{Description, EmaDescription, Quantity},
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error};

/// v ← α v − η g; w ← w + v.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HeavyBall {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// v ← α v − η g; w ← w + α v − η g: Keras' and d2l's look-ahead, and MXNet's without weight decay.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HeavyBallNesterov {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

momentum_rule!(HeavyBall, |rate, alpha, w, g, v| {
    *v = *alpha * *v - *rate * g;
    *w += *v;
});
momentum_rule!(HeavyBallNesterov, |rate, alpha, w, g, v| {
    let pull = *rate * g;
    *v = *alpha * *v - pull;
    *w += *alpha * *v - pull;
});

/// MXNet's `NAG`, weight decay included: its kernel moves the parameter before the velocity, so that
/// the velocity decays the *new* parameter.
///
/// w' = w + α (α v − η (g + λ w)) − η (g + λ w);  v ← α v − η (g + λ w').
///
/// Without weight decay this is [`HeavyBallNesterov`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MxnetNesterov {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
    /// λ, at least 0.
    pub weight_decay: f32,
}

impl MxnetNesterov {
    /// α = 0.9, no weight decay. MXNet's own α is 0.
    pub const DEFAULT: Self = Self { momentum: 0.9, weight_decay: 0.0 };
}

default!(MxnetNesterov);

impl Rule for MxnetNesterov {
    type State = [f32; 1];
    type Tensor = ();
    /// η, α, λ.
    type Scalars<'a> = [f32; 3];

    const NAME: &'static str = "MxnetNesterov";
    const MOMENTUM: bool = true;
    const WEIGHT_DECAY: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::non_negative("weight_decay", self.weight_decay)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> [f32; 3] {
        let (momentum, decay) = (step.momentum(self.momentum), self.weight_decay);
        [step.learning_rate, momentum, step.weight_decay(decay)]
    }

    #[inline]
    fn update(
        [learning_rate, momentum, decay]: &mut [f32; 3],
        w: &mut f32,
        g: f32,
        [v]: &mut [f32; 1],
    ) {
        let pull = *learning_rate * (g + *decay * *w);
        *v *= *momentum;
        *w += *momentum * (*v - pull) - pull;
        *v -= *learning_rate * (g + *decay * *w);
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::sum(Quantity::Gradient, self.momentum)])
    }
}
