//! Adam whose denominator never shrinks: it divides by the largest v so far.
//!
//! m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  u ← max(u, v);  w ← w − η m̂ / (√û + ε).
//!
//! S. J. Reddi, S. Kale, S. Kumar, "On the Convergence of Adam and Beyond" (2018), algorithm 2, which
//! corrects no bias. PyTorch and Keras take the maximum of the raw v and correct it afterwards, so
//! that û shrinks in the first steps after all; Optax takes the maximum of the corrected v̂.

use crate::checkpoint::{combined, named};
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
    math::{Root, larger, one_minus_powi, sqrt},
};

/// What the maximum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Maximum {
    /// Quantity v; it is then divided by 1 − β₂ᵗ: PyTorch and Keras.
    Raw,
    /// Quantity v̂ = v / (1 − β₂ᵗ): Optax.
    Corrected,
    /// Quantity v, and no correction: the paper.
    Uncorrected,
}

/// Adam with the largest v so far.
///
/// PyTorch is the default, Keras the same with `epsilon: Uncorrected(1e-7)`; around either,
/// [`Decoupled`](crate::optimizer::Decoupled) gives their AdamW with `amsgrad`.
///
/// ```
/// use thalweg::optimizer::{AmsGrad, Optimizer, rules::Maximum};
/// let optax = AmsGrad { maximum: Maximum::Corrected, ..AmsGrad::DEFAULT };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(optax).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[100.0], 0.1).unwrap(); // an outlier ...
/// optimizer.step(&mut w, &[0.1], 0.1).unwrap();
/// let [[_, v, largest]] = optimizer.state().collect::<Vec<_>>()[..] else { panic!() };
/// assert!(largest > v); // ... is never forgotten
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AmsGrad<E = f32> {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// What the maximum is of.
    pub maximum: Maximum,
    /// Whether m is divided by 1 − β₁ᵗ: everywhere but in the paper.
    pub bias_correction: bool,
}

impl AmsGrad {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and the order of PyTorch. Keras' ε is 1e-7.
    pub const DEFAULT: Self = Self {
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        maximum: Maximum::Raw,
        bias_correction: true,
    };
    /// Without any bias correction, β₂ = 0.99, as the paper has it for its convex experiment.
    pub const PAPER: Self = Self {
        beta2: 0.99,
        maximum: Maximum::Uncorrected,
        bias_correction: false,
        ..Self::DEFAULT
    };
}

default!(AmsGrad);

/// The scalars of one step of AMSGrad.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    beta1: f32,
    beta2: f32,
    epsilon: E,
    /// What v is multiplied by before the maximum.
    scale: f32,
    step_size: f32,
}

impl<E: Epsilon> Rule for AmsGrad<E> {
    /// m, v and the maximum.
    type State = [f32; 3];
    type Tensor = ();
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "AmsGrad";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<E::Scalars> {
        let beta1 = step.momentum(self.beta1);
        let sum = one_minus_powi(self.beta2, step.t);
        let (scale, correction) = match self.maximum {
            Maximum::Raw => (1.0, sum),
            Maximum::Corrected => (1.0 / sum, 1.0),
            Maximum::Uncorrected => (1.0, 1.0),
        };
        let root = sqrt(correction);
        let mean = if self.bias_correction { one_minus_powi(beta1, step.t) } else { 1.0 };
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            scale,
            step_size: step.learning_rate * root / mean,
        }
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot >= 1 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::corrected(self.beta1, self.beta2)
    }
}

impl<E: Epsilon> Rooted for AmsGrad<E> {
    #[inline]
    fn radicand<Q: Root>(
        s: &Self::Scalars<'_>,
        _: f32,
        g: f32,
        [m, v, largest]: &mut [f32; 3],
    ) -> f32 {
        ema::push(m, s.beta1, g);
        ema::push(v, s.beta2, g * g);
        *largest = larger(*largest, *v * s.scale);
        E::radicand(&s.epsilon, *largest)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Self::Scalars<'_>,
        w: &mut f32,
        _: f32,
        [m, _, _]: &mut [f32; 3],
        root: f32,
    ) {
        *w -= s.step_size * E::divide::<Q>(&s.epsilon, *m, root);
    }
}
