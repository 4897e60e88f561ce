//! Stochastic gradient descent, with momentum and Nesterov's look-ahead.
//!
//! m ← α m + g;  w ← w − η m  (Nesterov: w ← w − η (g + α m)).
//!
//! B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
//! Yu. Nesterov (1983), in the form of I. Sutskever et al., "On the importance of initialization and
//! momentum in deep learning" (2013). The learning rate stands outside the velocity, as in PyTorch
//! and Optax; with α constant, m / (1/(1 − α)) is the average of about the last 1/(1 − α) gradients.
//! For the learning rate inside the velocity, as in MXNet and Keras, see
//! [`HeavyBall`](crate::optimizer::HeavyBall).

use crate::optimizer::{
    GroupStep, Rule, TensorMut, describe,
    describe::{Description, EmaDescription, Quantity},
};
use crate::{Error, error};

/// w ← w − η g.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sgd;

impl Rule for Sgd {
    type State = [f32; 0];
    type Tensor = ();
    type Scalars<'a> = f32;

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> f32 {
        step.learning_rate
    }

    #[inline]
    fn update(learning_rate: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= *learning_rate * g;
    }
}

/// m ← α m + g; w ← w − η m.
///
/// PyTorch's and Optax' form; with PyTorch's dampening: [`DampenedMomentum`](crate::optimizer::rules::DampenedMomentum).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Momentum {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// m ← α m + g; w ← w − η (g + α m).
///
/// PyTorch's and Optax' form; dampening does not exist here, which PyTorch refuses at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Nesterov {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// A rule whose one field is α and whose one slot is the velocity; how they move stands in the call.
macro_rules! momentum_rule {
    ($rule:ident, |$rate:ident, $alpha:ident, $w:ident, $g:ident, $m:ident| $update:block) => {
        impl $rule {
            /// α = 0.9: the average of about ten gradients. PyTorch's and MXNet's own default is 0.
            pub const DEFAULT: Self = Self { momentum: 0.9 };
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Rule for $rule {
            type State = [f32; 1];
            type Tensor = ();
            /// η, α.
            type Scalars<'a> = (f32, f32);

            const MOMENTUM: bool = true;

            fn validate(&self) -> Result<(), Error> {
                error::decay_rate("momentum", self.momentum)
            }

            fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> (f32, f32) {
                (step.learning_rate, step.momentum(self.momentum))
            }

            #[inline]
            fn update(
                ($rate, $alpha): &mut (f32, f32),
                $w: &mut f32,
                $g: f32,
                [$m]: &mut [f32; 1],
            ) {
                $update
            }

            fn describe(&self) -> Description {
                describe::list(&[EmaDescription::sum(Quantity::Gradient, self.momentum)])
            }
        }
    };
}

pub(in crate::optimizer) use momentum_rule;

momentum_rule!(Momentum, |rate, alpha, w, g, m| {
    *m = *alpha * *m + g;
    *w -= *rate * *m;
});
momentum_rule!(Nesterov, |rate, alpha, w, g, m| {
    *m = *alpha * *m + g;
    *w -= *rate * (g + *alpha * *m);
});
