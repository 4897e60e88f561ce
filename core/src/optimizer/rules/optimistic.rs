//! Optimistic gradient descent: the last gradient is taken back, as a guess of what comes next.
//!
//! w ← w − η [(α + β) g − β g'], g' = g at first.
//!
//! C. Daskalakis et al., "Training GANs with Optimism" (2018), eq. 3, and A. Mokhtari et al. (2020) for
//! α ≠ β: in a game of two players plain descent circles the solution, this spirals into it.

use crate::optimizer::{
    Rule,
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error};

/// Optimistic gradient descent, as Optax' `optimistic_gradient_descent`.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Optimistic};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(Optimistic::DEFAULT).unwrap();
/// let mut w = [0.0];
/// optimizer.step(&mut w, &[1.0], 1.0).unwrap();
/// optimizer.step(&mut w, &[3.0], 1.0).unwrap(); // 2 · 3 − 1
/// assert_eq!(w, [-6.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Optimistic {
    /// α, at least 0: the coefficient of generalised optimism.
    pub alpha: f32,
    /// β, at least 0: how much of the last gradient is taken back.
    pub beta: f32,
}

impl Optimistic {
    /// α = β = 1, as in the paper and Optax.
    pub const DEFAULT: Self = Self { alpha: 1.0, beta: 1.0 };
}

default!(Optimistic);

/// The scalars of one optimistic step.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    learning_rate: f32,
    of_now: f32,
    of_last: f32,
}

impl Rule for Optimistic {
    /// g'.
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Optimistic";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("alpha", self.alpha)?;
        error::non_negative("beta", self.beta)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        // At first there is no last gradient, and what it would take back is not added either.
        let beta = if step.t == 1 { 0.0 } else { self.beta };
        Scalars { learning_rate: step.learning_rate, of_now: self.alpha + beta, of_last: beta }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [last]: &mut [f32; 1]) {
        *w -= s.learning_rate * (s.of_now * g - s.of_last * *last);
        *last = g;
    }
}
