//! Adam whose v grows and shrinks by the same small steps, whatever the size of the surprise.
//!
//! m ← β₁ m + (1 − β₁) g;  v ← v − (1 − β₂) sgn(v − g²) g²;  w ← w − η m̂ / (√v̂ + ε).
//!
//! M. Zaheer et al., "Adaptive Methods for Nonconvex Optimization" (2018), algorithm 2. Adam's v falls
//! by a share of *itself* when gradients vanish, and the step explodes; Yogi's by a share of g². By
//! default, as in Optax, the bias is corrected, and both m and v start at 1e-6; the paper starts v at the
//! squares of a first batch and corrects nothing: m̂ = m, v̂ = v.

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
    math::{Root, one_minus_powi, sign, sqrt},
};

/// Yogi, in Optax' form or the paper's.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Yogi};
/// let mut optimizer = Optimizer::<Yogi, [f32; 1]>::new(Yogi::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[10.0], 0.01).unwrap();
/// optimizer.step(&mut w, &[0.0], 0.01).unwrap();
/// let [[_, v]] = optimizer.state().collect::<Vec<_>>()[..] else { panic!() };
/// assert!((v - 0.1).abs() < 1e-6); // (1 − β₂) · 10²; no gradient takes nothing off it
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Yogi {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): 1 − β₂ is the share of g² by which v grows or shrinks.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
    /// What m and v start at, at least 0.
    pub initial: f32,
    /// Whether m̂ and v̂ are corrected for their start, as in Optax; off in the paper.
    pub bias_correction: bool,
}

impl Yogi {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-3 as in the paper; m and v start at 1e-6, and are corrected,
    /// as in Optax.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-3, initial: 1e-6, bias_correction: true };
}

default!(Yogi);

/// The scalars of one step of Yogi.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: f32,
    /// 1 − β₂.
    share: f32,
    epsilon: f32,
    step_size: f32,
}

impl Rule for Yogi {
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Yogi";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()?;
        error::non_negative("initial", self.initial)
    }

    fn initial(&self) -> [f32; 2] {
        [self.initial; 2]
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        let [first, second] = if self.bias_correction {
            [one_minus_powi(beta1, step.t), one_minus_powi(self.beta2, step.t)]
        } else {
            [1.0; 2]
        };
        let root = sqrt(second);
        Scalars {
            beta1,
            share: 1.0 - self.beta2,
            epsilon: self.epsilon.begin(second, root),
            step_size: step.learning_rate * root / first,
        }
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 1 { MomentKind::Second } else { MomentKind::First }
    }

    /// m alone: v is no average.
    fn describe(&self) -> Description {
        let correction =
            if self.bias_correction { BiasCorrection::Divided } else { BiasCorrection::None };
        describe::list(&[EmaDescription::new(Quantity::Gradient, self.beta1, correction)])
    }
}

impl Rooted for Yogi {
    #[inline]
    fn radicand<Q: Root>(s: &Scalars, _: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
        ema::push(m, s.beta1, g);
        let square = g * g;
        *v -= s.share * sign(*v - square) * square;
        f32::radicand(&s.epsilon, *v)
    }

    #[inline]
    fn descend<Q: Root>(s: &mut Scalars, w: &mut f32, _: f32, [m, _]: &mut [f32; 2], root: f32) {
        *w -= s.step_size * f32::divide::<Q>(&s.epsilon, *m, root);
    }
}
