//! Adam that looks ahead: the momentum of the *next* step is applied to the gradient of this one.
//!
//! μₜ = β₁ (1 − ½ · 0.96^(t ψ));  w ← w − η [μₜ₊₁ m / (1 − Π μ μₜ₊₁) + (1 − μₜ) g / (1 − Π μ)] / (√v̂ + ε),
//! with Adam's m and v, and Π μ the product of μ₁ … μₜ.
//!
//! T. Dozat, "Incorporating Nesterov Momentum into Adam" (2016). ψ is 0.004 in the paper, PyTorch and
//! MXNet; Keras' form is ψ = 1; Optax has no schedule, μ = β₁. There ε may be [`Both`](crate::optimizer::epsilon::Both).

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Decoupled, Rule, describe,
    describe::Description,
    ema,
    epsilon::Epsilon,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{Root, one_minus_powi, powf, quotient, sqrt},
};

/// Adam with Nesterov's momentum.
///
/// ```
/// use thalweg::optimizer::{NAdam, Optimizer};
/// // Optax' `adam(nesterov=True)` and `nadam`: no schedule of the momentum.
/// let optax = NAdam { momentum_decay: None, ..NAdam::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(optax).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[2.0], 0.1).unwrap();
/// // The first step is (0.9 · 0.1/(1 − 0.9²) + 1) η: longer than Adam's, as the next is in it.
/// assert!((w[0] - (1.0 - 0.1 * (0.09 / 0.19 + 1.0))).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NAdam<E = f32> {
    /// β₁ in [0, 1): decay of the average of gradients, and what μ grows to.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// ψ, at least 0: how fast μ grows from β₁/2 to β₁; `None`: it is β₁ from the start.
    pub momentum_decay: Option<f32>,
}

/// NAdam with decoupled weight decay.
pub type NAdamW<E = f32> = Decoupled<NAdam<E>>;

impl NAdam {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8, ψ = 0.004, as in PyTorch and MXNet.
    ///
    /// Keras: ε = 1e-7, ψ = 1. Optax: no ψ.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum_decay: Some(0.004) };
}

default!(NAdam);

impl NAdamW {
    /// NAdam's defaults and λ = 0.01; Optax 1e-4.
    pub const DEFAULT: Self = Self { rule: NAdam::DEFAULT, weight_decay: 0.01 };
}

default!(NAdamW);

/// The scalars of one step of NAdam.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    beta1: f32,
    beta2: f32,
    epsilon: E,
    /// What m and g are multiplied by, η and the correction of v included.
    of_mean: f32,
    of_gradient: f32,
}

impl<E> NAdam<E> {
    /// μ of step t.
    fn mu(&self, step: &GroupStep, t: u32) -> f32 {
        let beta1 = step.momentum(self.beta1);
        match self.momentum_decay {
            None => beta1,
            Some(decay) => beta1 * (1.0 - 0.5 * powf(0.96, t as f32 * decay)),
        }
    }
}

impl<E: Epsilon> Rule for NAdam<E> {
    type State = [f32; 2];
    /// 1 − Π μ: the sum of the weights so far, kept itself because the difference would cancel.
    type Tensor = (f32, ());
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "NAdam";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()?;
        self.momentum_decay.map_or(Ok(()), |decay| error::non_negative("momentum_decay", decay))
    }

    fn validate_tensor(&self, sum: &f32) -> Result<(), Error> {
        error::share("sum of weights", *sum)
    }

    fn begin(&self, step: &GroupStep, tensor: TensorMut<'_, Self::Tensor>) -> bool {
        let sum = tensor.state;
        *sum += (1.0 - *sum) * (1.0 - self.mu(step, step.t));
        false
    }

    fn scalars(
        &self,
        step: &GroupStep,
        tensor: TensorMut<'_, Self::Tensor>,
    ) -> Scalars<E::Scalars> {
        let (now, next) = (self.mu(step, step.t), self.mu(step, step.t.saturating_add(1)));
        let sum = *tensor.state;
        let sum_next = sum + (1.0 - sum) * (1.0 - next);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        let step_size = step.learning_rate * root;
        Scalars {
            beta1: step.momentum(self.beta1),
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            of_mean: quotient(step_size * next, sum_next),
            of_gradient: quotient(step_size * (1.0 - now), sum),
        }
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::corrected(self.beta1, self.beta2)
    }
}

impl<E: Epsilon> Rooted for NAdam<E> {
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
        g: f32,
        [m, _]: &mut [f32; 2],
        root: f32,
    ) {
        *w -= E::divide::<Q>(&s.epsilon, s.of_mean * *m + s.of_gradient * g, root);
    }
}
