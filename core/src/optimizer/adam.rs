//! m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − η m̂ / (√v̂ + ε),
//! with the bias-corrected m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
//!
//! D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. Both m and
//! v are EMAs: of about the last 1/(1 − β₁) = 10 gradients and 1/(1 − β₂) = 1000 squares.

use super::{Average, Averages, Correction, Decoupled, Elements, Of, Pass, Rule, Slot, averages};
use crate::{
    Error, error,
    math::{Math, one_minus_powi},
};

/// Adam, with ε outside the root and after the bias correction, as in the paper and PyTorch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Adam {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
}

/// Adam with decoupled weight decay.
pub type AdamW = Decoupled<Adam>;

impl Adam {
    /// The paper's β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as in PyTorch, MXNet and Optax; Keras' ε is 1e-7.
    pub const DEFAULT: Self = Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
}

impl Default for Adam {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl AdamW {
    /// Adam's defaults and λ = 0.01, as in PyTorch and the paper's range; Optax 1e-4, Keras 0.004.
    pub const DEFAULT: Self = Self { rule: Adam::DEFAULT, weight_decay: 0.01 };
}

impl Default for AdamW {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The scalars of one step of Adam.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars {
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    /// η √(1 − β₂ᵗ) / (1 − β₁ᵗ), with ε scaled to match: one division per parameter.
    step_size: f32,
}

impl Rule for Adam {
    type State = [f32; 2];
    type Memory = ();
    type Scalars<'a> = Scalars;

    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        error::non_negative("epsilon", self.epsilon)
    }

    #[inline]
    fn slot(slot: usize) -> Slot {
        if slot == 1 { Slot::Square } else { Slot::Signed }
    }

    fn begin<M: Math>(&self, pass: &Pass, _: impl Elements<[f32; 2]>, (): &mut ()) -> Scalars {
        let beta1 = pass.momentum(self.beta1);
        let root = M::sqrt(one_minus_powi(self.beta2, pass.t));
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: self.epsilon * root,
            step_size: pass.learning_rate * root / one_minus_powi(beta1, pass.t),
        }
    }

    #[inline]
    fn update<M: Math>(s: &mut Scalars, w: &mut f32, g: f32, [m, v]: &mut [f32; 2]) {
        *m = s.beta1 * *m + (1.0 - s.beta1) * g;
        *v = s.beta2 * *v + (1.0 - s.beta2) * (g * g);
        *w -= s.step_size * (*m / (M::sqrt(*v) + s.epsilon));
    }

    fn averages(&self) -> Averages {
        averages::list(&[
            Average::new(Of::Gradient, self.beta1, Correction::Divided),
            Average::new(Of::Square, self.beta2, Correction::Divided),
        ])
    }
}
