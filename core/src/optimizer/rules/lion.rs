//! The sign of an average that counts the newest gradient for more than its own memory does.
//!
//! w ← w − η sgn(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g.
//!
//! X. Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2. Half of Adam's
//! state; as every step is η long, η is to be 3 to 10 times smaller than Adam's and λ larger by as
//! much. Optax and Keras agree; weight decay is [`Decoupled`](crate::optimizer::Decoupled) in all.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error, math::sign};

/// Lion.
///
/// ```
/// use thalweg::optimizer::{Decoupled, Lion, Optimizer};
/// // Optax' default weight decay.
/// let rule = Decoupled { rule: Lion::DEFAULT, weight_decay: 1e-3 };
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(rule).unwrap();
/// let mut w = [1.0, 0.0];
/// optimizer.step(&mut w, &[20.0, -0.1], 1e-2).unwrap();
/// assert_eq!(w, [1.0 * (1.0 - 1e-5) - 1e-2, 1e-2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lion {
    /// β₁ in [0, 1): how much of the step's direction is memory.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the memory.
    pub beta2: f32,
}

impl Lion {
    /// The paper's β₁ = 0.9, β₂ = 0.99, as in Optax and Keras.
    pub const DEFAULT: Self = Self { beta1: 0.9, beta2: 0.99 };
}

default!(Lion);

/// The scalars of one step of Lion.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    learning_rate: f32,
    beta1: f32,
    beta2: f32,
}

impl Rule for Lion {
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Lion";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        Scalars { learning_rate: step.learning_rate, beta1, beta2: self.beta2 }
    }

    const ONE_BY_ONE: bool = true;

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        *w -= s.learning_rate * sign(ema::pushed(*m, s.beta1, g));
        ema::push(m, s.beta2, g);
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(Quantity::Gradient, self.beta2, BiasCorrection::None)])
    }
}
