//! m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − η m̂ / (√v̂ + ε),
//! with the bias-corrected m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
//!
//! D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1. Both m and
//! v are EMAs: of about the last 1/(1 − β₁) = 10 gradients and 1/(1 − β₂) = 1000 squares.
//!
//! Where ε stands is the type parameter: `f32` is the paper's algorithm, PyTorch, Optax and d2l;
//! [`Uncorrected`](crate::optimizer::epsilon::Uncorrected) is MXNet and Keras; [`Both`](crate::optimizer::epsilon::Both) has Optax' `eps_root`.

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Decoupled, Rule, describe,
    describe::Description,
    ema,
    epsilon::Epsilon,
    rule::rooted::{by_root, runs_by_root},
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{BLOCK, RUNS, Root, one_minus_powi, sqrt},
};

/// Adam; by default with ε outside the root and after the bias correction.
///
/// ```
/// use thalweg::optimizer::{Adam, Optimizer};
/// let mut optimizer = Optimizer::<Adam, [f32; 2]>::new(Adam::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// // The first step is about η long, whatever the size of the gradient.
/// optimizer.step(&mut w, &[1e-3, -1e3], 0.1).unwrap();
/// assert!((w[0] - 0.9).abs() < 1e-5 && (w[1] - 1.1).abs() < 1e-5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Adam<E = f32> {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
}

/// Adam with decoupled weight decay.
pub type AdamW<E = f32> = Decoupled<Adam<E>>;

impl Adam {
    /// The paper's β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as in PyTorch, MXNet and Optax; Keras' ε is 1e-7.
    pub const DEFAULT: Self = Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
}

default!(Adam);

impl AdamW {
    /// Adam's defaults and λ = 0.01, as in PyTorch and the paper's range; Optax 1e-4, Keras 0.004.
    pub const DEFAULT: Self = Self { rule: Adam::DEFAULT, weight_decay: 0.01 };
}

default!(AdamW);

/// The scalars of one step of Adam.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    beta1: f32,
    beta2: f32,
    epsilon: E,
    /// η √(1 − β₂ᵗ) / (1 − β₁ᵗ), with ε scaled to match: one division per parameter.
    step_size: f32,
}

impl<E: Epsilon> Rule for Adam<E> {
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "Adam";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()
    }

    #[inline]
    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Self::Scalars<'_> {
        let beta1 = step.momentum(self.beta1);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            step_size: step.learning_rate * root / one_minus_powi(beta1, step.t),
        }
    }

    by_root!();
    runs_by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::corrected(self.beta1, self.beta2)
    }
}

impl<E: Epsilon> Rooted for Adam<E> {
    #[inline]
    fn radicand<Q: Root>(s: &Self::Scalars<'_>, _: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
        ema::push(m, s.beta1, g);
        ema::push(v, s.beta2, g * g);
        E::radicand(&s.epsilon, *v)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Self::Scalars<'_>,
        w: &mut f32,
        _: f32,
        [m, _]: &mut [f32; 2],
        root: f32,
    ) {
        *w -= s.step_size * E::divide::<Q>(&s.epsilon, *m, root);
    }

    const RUNS_BY_ROOT: bool = RUNS && E::OUTSIDE;

    #[inline]
    fn run<Q: Root>(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[[f32; 2]; BLOCK]],
    ) {
        let Scalars { beta1, beta2, epsilon, step_size } = *scalars;
        let epsilon = E::outside(&epsilon);
        Q::adam(parameters, gradient, states, (beta1, beta2, epsilon, step_size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ExactRoot;
    use crate::optimizer::{epsilon::Uncorrected, rule::rooted::tests::run_is_update};

    fn run<E: Epsilon, Q: Root>(epsilon: E) {
        assert!(E::OUTSIDE);
        let correction: f32 = 1.0 - 0.999;
        let epsilon = epsilon.begin(correction, sqrt(correction));
        run_is_update::<Adam<E>, Q>(|| Scalars {
            beta1: 0.9,
            beta2: 0.999,
            epsilon,
            step_size: 0.03,
        });
        // Of an infinite v it makes a NaN.
        run_is_update::<Adam<E>, Q>(|| Scalars {
            beta1: 0.9,
            beta2: 0.0,
            epsilon,
            step_size: 0.03,
        });
    }

    #[test]
    fn the_loop_of_a_processor_is_the_update() {
        run::<_, ExactRoot>(1e-8);
        run::<_, ExactRoot>(Uncorrected(1e-7));
    }

    #[cfg(feature = "micromath")]
    #[test]
    fn so_is_that_by_an_approximated_root() {
        run::<_, crate::math::InverseRoot>(1e-8);
        run::<_, crate::math::InverseRoot>(Uncorrected(0.0));
    }
}
