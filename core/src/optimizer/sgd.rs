//! Stochastic gradient descent, with momentum and Nesterov's look-ahead.
//!
//! m ← α m + g;  w ← w − η m  (Nesterov: w ← w − η (g + α m)).
//!
//! B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
//! Yu. Nesterov (1983), in the form of I. Sutskever et al., "On the importance of initialization and
//! momentum in deep learning" (2013). The learning rate stands outside the velocity, as in PyTorch
//! and Optax; with α constant, m / (1/(1 − α)) is the average of about the last 1/(1 − α) gradients.

use super::{Rates, Rule};
use crate::{Error, error, math::Math};

/// w ← w − η g.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sgd;

impl Rule for Sgd {
    type State = [f32; 0];
    type Scalars = f32;

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn begin<M: Math>(&self, _t: u32, rates: &Rates) -> f32 {
        rates.learning_rate
    }

    #[inline]
    fn update<M: Math>(learning_rate: &f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= learning_rate * g;
    }
}

/// m ← α m + g; w ← w − η m.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Momentum {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// m ← α m + g; w ← w − η (g + α m).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Nesterov {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// The scalars of one step with momentum.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars {
    learning_rate: f32,
    momentum: f32,
}

macro_rules! momentum_rule {
    ($rule:ident, |$s:ident, $g:ident, $m:ident| $direction:expr) => {
        impl $rule {
            /// α = 0.9: the average of about ten gradients.
            pub const DEFAULT: Self = Self { momentum: 0.9 };
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Rule for $rule {
            type State = [f32; 1];
            type Scalars = Scalars;

            fn validate(&self) -> Result<(), Error> {
                error::decay_rate("momentum", self.momentum)
            }

            fn begin<M: Math>(&self, _t: u32, rates: &Rates) -> Scalars {
                Scalars {
                    learning_rate: rates.learning_rate,
                    momentum: rates.momentum.unwrap_or(self.momentum),
                }
            }

            #[inline]
            fn update<M: Math>($s: &Scalars, w: &mut f32, $g: f32, [$m]: &mut [f32; 1]) {
                *$m = $s.momentum * *$m + $g;
                *w -= $s.learning_rate * $direction;
            }
        }
    };
}

momentum_rule!(Momentum, |s, g, m| *m);
momentum_rule!(Nesterov, |s, g, m| (g + s.momentum * *m));
