//! SGD whose parameters are averaged beside the training.
//!
//! ηₜ = η / (1 + λ η (t − 1))^α;  w ← w − ηₜ (g + λ w);  x ← x + μₜ (w − x), μₜ = 1/max(1, t − 1 − t₀).
//!
//! B. T. Polyak, A. B. Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992), with the
//! rates of L. Bottou as in PyTorch's `ASGD`. Until step t₀ + 2 the average x is w itself.

use crate::optimizer::{
    EvalParams, Rule,
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error, math::powf};

/// Averaged SGD. [`Optimizer::eval_params`](crate::optimizer::Optimizer::eval_params) reads x.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Asgd};
/// let rule = Asgd { start: 1, lambda: 0.0, ..Asgd::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(rule).unwrap();
/// let (mut w, mut x) = ([0.0], [0.0]);
/// for gradient in [1.0, 1.0, 1.0, -1.0] {
///     optimizer.step(&mut w, &[gradient], 1.0).unwrap();
/// }
/// optimizer.eval_params(&w, &mut x).unwrap();
/// assert_eq!((w, x), ([-2.0], [-2.5])); // of the last two, −3 and −2
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Asgd {
    /// λ, at least 0: decays the parameter and the learning rate.
    pub lambda: f32,
    /// α, at least 0: how fast the learning rate falls.
    pub alpha: f32,
    /// t₀, the step after which the average begins.
    pub start: u32,
}

impl Asgd {
    /// λ = 1e-4, α = 0.75, t₀ = 1 000 000, as in PyTorch.
    pub const DEFAULT: Self = Self { lambda: 1e-4, alpha: 0.75, start: 1_000_000 };
}

default!(Asgd);

/// The scalars of one step of ASGD.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    learning_rate: f32,
    lambda: f32,
    /// μₜ.
    share: f32,
}

impl Rule for Asgd {
    /// x.
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Asgd";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("lambda", self.lambda)?;
        error::non_negative("alpha", self.alpha)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let before = step.t.saturating_sub(1);
        let fallen = 1.0 + self.lambda * step.learning_rate * before as f32;
        let learning_rate = step.learning_rate / powf(fallen, self.alpha);
        Scalars {
            learning_rate,
            lambda: self.lambda,
            share: 1.0 / before.saturating_sub(self.start).max(1) as f32,
        }
    }

    #[inline]
    fn update(s: &mut Scalars, w: &mut f32, g: f32, [x]: &mut [f32; 1]) {
        *w -= s.learning_rate * (g + s.lambda * *w);
        // With a share of 1 this is w to the bit, whatever x was.
        *x = (1.0 - s.share) * *x + s.share * *w;
    }
}

impl EvalParams for Asgd {
    fn eval_param(&self, _: f32, [x]: [f32; 1]) -> f32 {
        x
    }
}
