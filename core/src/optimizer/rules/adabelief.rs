//! Adam that divides by the surprise: by how far gradients lie from their average, not from 0.
//!
//! m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂)(g − m)² + ε₁;  w ← w − η m̂ / (√v̂ + ε₂).
//!
//! J. Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients"
//! (2020), algorithm 2. ε₁ is added in *every* step and accumulates to ε₁/(1 − β₂), which is what
//! keeps the step finite where the gradient is the same for ever.

use crate::optimizer::{
    Rule, describe,
    describe::Description,
    ema,
    epsilon::Epsilon,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{Root, one_minus_powi, sqrt},
};

/// AdaBelief, as in the paper and Optax.
///
/// ```
/// use thalweg::optimizer::{Adam, Optimizer, Rule, rules::AdaBelief};
/// /// How far ten equal gradients take a parameter.
/// fn travel(rule: impl Rule) -> f32 {
///     let mut optimizer = Optimizer::<_, [f32; 1]>::new(rule).unwrap();
///     let mut w = [0.0];
///     (0..10).for_each(|_| drop(optimizer.step(&mut w, &[1.0], 0.01).unwrap()));
///     -w[0]
/// }
/// // No gradient differs from their average, so that the steps grow.
/// assert!(travel(AdaBelief::DEFAULT) > 1.2 * travel(Adam::DEFAULT));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AdaBelief {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared surprises.
    pub beta2: f32,
    /// ε₂, at least 0: what the root is kept above.
    pub epsilon: f32,
    /// ε₁, at least 0: added to v in every step. Optax' `eps_root`.
    pub epsilon_root: f32,
    /// Whether m̂ looks ahead as in [`NAdam`](crate::optimizer::NAdam) without a schedule: Optax' `nesterov`.
    pub nesterov: bool,
}

impl AdaBelief {
    /// β₁ = 0.9, β₂ = 0.999, both ε = 1e-16, as in the authors' code and Optax.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-16, epsilon_root: 1e-16, nesterov: false };
}

default!(AdaBelief);

/// The scalars of one step of AdaBelief.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    epsilon_root: f32,
    /// What m and g are multiplied by, η and the correction of v included.
    of_mean: f32,
    of_gradient: f32,
}

impl Rule for AdaBelief {
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "AdaBelief";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()?;
        error::non_negative("epsilon_root", self.epsilon_root)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        let step_size = step.learning_rate * root;
        let (of_mean, of_gradient) = ema::mean(beta1, step.t, self.nesterov);
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            epsilon_root: self.epsilon_root,
            of_mean: step_size * of_mean,
            of_gradient: step_size * of_gradient,
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

impl Rooted for AdaBelief {
    #[inline]
    fn radicand<Q: Root>(s: &Scalars, _: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
        // g less the new m, without the digits that this difference would lose.
        let surprise = s.beta1 * (g - *m);
        ema::push(m, s.beta1, g);
        // In this order no square overflows: the surprise may be twice as large as any gradient.
        *v = s.beta2 * *v + (1.0 - s.beta2) * surprise * surprise + s.epsilon_root;
        f32::radicand(&s.epsilon, *v)
    }

    #[inline]
    fn descend<Q: Root>(s: &mut Scalars, w: &mut f32, g: f32, [m, _]: &mut [f32; 2], root: f32) {
        let pull = s.of_mean * *m + s.of_gradient * g;
        *w -= f32::divide::<Q>(&s.epsilon, pull, root);
    }
}
