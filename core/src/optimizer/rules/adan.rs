//! Nesterov's momentum without its extrapolated gradient: the difference of successive ones instead.
//!
//! d = g − g' (0 at first);  m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) d;
//! n ← β₃ n + (1 − β₃)(g + α d)²;  w ← w − η (m̂ + α v̂) / (√n̂ + ε).
//!
//! X. Xie et al., "Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models"
//! (2022), algorithm 1. The paper writes β for what is here, as everywhere else, 1 − β; so its α is β₂,
//! while Optax has α = 1 − β₂.

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    epsilon::Epsilon,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{Root, one_minus_powi, quotient, saturated, sqrt},
};

/// Adan. Around it, [`Decoupled`](crate::optimizer::Decoupled) is Optax' weight decay.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Adan};
/// let mut optimizer = Optimizer::<Adan, [f32; 1]>::new(Adan::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[3.0], 0.1).unwrap();
/// assert!((w[0] - 0.9).abs() < 1e-6); // no difference yet: Adam's first step
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Adan<E = f32> {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of differences.
    pub beta2: f32,
    /// β₃ in [0, 1): decay of the average of squares.
    pub beta3: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// α in [0, 1]: how much of the difference is added, β₂ in the paper and 1 − β₂ in Optax.
    pub lookahead: f32,
}

impl Adan {
    /// The paper's β₁ = 0.98, α = β₂ = 0.92, β₃ = 0.99, ε = 1e-8.
    ///
    /// Optax: α = 0.08, and another 1e-8 inside the root.
    pub const DEFAULT: Self =
        Self { beta1: 0.98, beta2: 0.92, beta3: 0.99, epsilon: 1e-8, lookahead: 0.92 };
}

default!(Adan);

/// The scalars of one step of Adan.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    beta1: f32,
    beta2: f32,
    beta3: f32,
    epsilon: E,
    /// 0 in the first step, which has no difference, then 1.
    seen: f32,
    lookahead: f32,
    /// What m and v are multiplied by.
    of_mean: f32,
    of_difference: f32,
}

impl<E: Epsilon> Rule for Adan<E> {
    /// m, v, n and the last gradient.
    type State = [f32; 4];
    type Tensor = ();
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "Adan";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        error::decay_rate("beta3", self.beta3)?;
        self.epsilon.validate()?;
        error::share("lookahead", self.lookahead)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<E::Scalars> {
        let beta1 = step.momentum(self.beta1);
        let correction = one_minus_powi(self.beta3, step.t);
        let root = sqrt(correction);
        let step_size = step.learning_rate * root;
        Scalars {
            beta1,
            beta2: self.beta2,
            beta3: self.beta3,
            epsilon: self.epsilon.begin(correction, root),
            seen: if step.t == 1 { 0.0 } else { 1.0 },
            lookahead: self.lookahead,
            of_mean: quotient(step_size, one_minus_powi(beta1, step.t)),
            of_difference: quotient(step_size * self.lookahead, one_minus_powi(self.beta2, step.t)),
        }
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 2 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::list(&[
            EmaDescription::new(Quantity::Gradient, self.beta1, BiasCorrection::Divided),
            EmaDescription::new(Quantity::Difference, self.beta2, BiasCorrection::Divided),
            EmaDescription::new(Quantity::Square, self.beta3, BiasCorrection::Divided),
        ])
    }
}

impl<E: Epsilon> Rooted for Adan<E> {
    #[inline]
    fn radicand<Q: Root>(
        s: &Self::Scalars<'_>,
        _: f32,
        g: f32,
        [m, v, n, last]: &mut [f32; 4],
    ) -> f32 {
        let difference = s.seen * (g - *last);
        *last = g;
        ema::push(m, s.beta1, g);
        ema::push(v, s.beta2, difference);
        let ahead = g + s.lookahead * difference;
        // What is ahead may be larger than any gradient, and its square infinite.
        *n = saturated(s.beta3 * *n + (1.0 - s.beta3) * ahead * ahead);
        E::radicand(&s.epsilon, *n)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Self::Scalars<'_>,
        w: &mut f32,
        _: f32,
        [m, v, _, _]: &mut [f32; 4],
        root: f32,
    ) {
        let pull = s.of_mean * *m + s.of_difference * *v;
        *w -= E::divide::<Q>(&s.epsilon, pull, root);
    }
}
