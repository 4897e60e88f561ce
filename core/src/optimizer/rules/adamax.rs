//! Adam in the ∞-norm: it divides by the largest recent gradient instead of a root mean square.
//!
//! m ← β₁ m + (1 − β₁) g;  u ← max(β₂ u, |g| + ε₁);  w ← w − η / (1 − β₁ᵗ) · m / (u + ε₂).
//!
//! D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 2, which has
//! no ε; neither has MXNet. PyTorch and Optax: ε₁ = 1e-8. Keras: ε₂ = 1e-7. No root, no correction of
//! u, hence the cheapest of its kind.

use crate::optimizer::epsilon::Both;
use crate::optimizer::{
    Decoupled, Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    epsilon::Epsilon,
    rule::{GroupStep, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{larger, one_minus_powi},
};

/// Adam in the ∞-norm. A parameter whose gradient has always been 0 stays, also without any ε.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Adamax};
/// let mut optimizer = Optimizer::<_, [f32; 2]>::new(Adamax::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// optimizer.step(&mut w, &[5.0, 0.0], 0.5).unwrap();
/// assert!((w[0] - 0.5).abs() < 1e-6); // η long, whatever the gradient
/// assert_eq!(w[1], 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Adamax {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the largest gradient.
    pub beta2: f32,
    /// ε₁ inside the maximum, ε₂ beside it; each at least 0.
    pub epsilon: Both,
}

/// Adamax with decoupled weight decay.
pub type AdamaxW = Decoupled<Adamax>;

impl Adamax {
    /// The paper's β₁ = 0.9, β₂ = 0.999 and no ε, as in MXNet.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 0.0, outside: 0.0 } };
}

default!(Adamax);

impl AdamaxW {
    /// Adamax' defaults and λ = 0.01; Optax 1e-4.
    pub const DEFAULT: Self = Self { rule: Adamax::DEFAULT, weight_decay: 0.01 };
}

default!(AdamaxW);

/// The scalars of one step of Adamax.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: f32,
    beta2: f32,
    epsilon: Both,
    /// η / (1 − β₁ᵗ).
    step_size: f32,
}

/// The smallest number above 0: a sum with it is never 0, and every other sum is left as it is.
const SMALLEST: f32 = f32::from_bits(1);

impl Rule for Adamax {
    /// m and u.
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Adamax";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: Both { outside: self.epsilon.outside.max(SMALLEST), ..self.epsilon },
            step_size: step.learning_rate / one_minus_powi(beta1, step.t),
        }
    }

    const ONE_BY_ONE: bool = true;

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [m, u]: &mut [f32; 2]) {
        ema::push(m, s.beta1, g);
        *u = larger(s.beta2 * *u, g.abs() + s.epsilon.inside);
        *w -= s.step_size * (*m / (*u + s.epsilon.outside));
    }

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(
            Quantity::Gradient,
            self.beta1,
            BiasCorrection::Divided,
        )])
    }
}
