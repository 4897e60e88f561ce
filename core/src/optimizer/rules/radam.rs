//! Adam that waits until its denominator can be trusted, and until then is SGD with momentum.
//!
//! ρ∞ = 2/(1 − β₂) − 1;  ρₜ = ρ∞ − 2 t β₂ᵗ/(1 − β₂ᵗ);
//! ρₜ above the threshold: w ← w − η r m̂ / (√v̂ + ε) with
//! r = √((ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ));  otherwise w ← w − η m̂.
//!
//! L. Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (2020), algorithm 2: v is
//! an average of few squares at first, and 1/√v of few squares has no finite variance.

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
    math::{Root, one_minus_powi, quotient, sqrt},
};

/// Rectified Adam. Around it, [`Decoupled`](crate::optimizer::Decoupled) is PyTorch's `decoupled_weight_decay`.
///
/// PyTorch leaves ε uncorrected: `epsilon: Uncorrected(1e-8)`. With Optax' `eps_root`:
/// [`Both`](crate::optimizer::epsilon::Both).
///
/// ```
/// use thalweg::optimizer::{Optimizer, RAdam};
/// let mut optimizer = Optimizer::<RAdam, [f32; 1]>::new(RAdam::DEFAULT).unwrap();
/// let mut w = [1.0];
/// // ρ₁ = 1: a step of plain momentum, as long as the gradient.
/// optimizer.step(&mut w, &[0.25], 1.0).unwrap();
/// assert!((w[0] - 0.75).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RAdam<E = f32> {
    /// β₁ in [0, 1): decay of the average of gradients.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients. Below 0.6 no step is ever rectified.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// The ρₜ above which the denominator counts, at least 4, where r is 0.
    pub threshold: f32,
    /// Whether m̂ looks ahead as in [`NAdam`](crate::optimizer::NAdam) without a schedule: Optax' `nesterov`.
    pub nesterov: bool,
}

impl RAdam {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8; threshold 5 as in PyTorch and Optax, where the paper has 4.
    pub const DEFAULT: Self =
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, threshold: 5.0, nesterov: false };
}

default!(RAdam);

/// The scalars of one step of RAdam.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    beta1: f32,
    beta2: f32,
    /// `None`: not rectified. The same for a whole pass, so that the loop is compiled for either.
    epsilon: Option<E>,
    /// What m and g are multiplied by.
    of_mean: f32,
    of_gradient: f32,
}

impl<E: Epsilon> Rule for RAdam<E> {
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "RAdam";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()?;
        error::at_least("threshold", self.threshold, 4.0, "finite and at least 4")
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<E::Scalars> {
        let beta1 = step.momentum(self.beta1);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        let rectified = rectification(self.beta2, step.t, self.threshold);
        let step_size = step.learning_rate * rectified.map_or(1.0, |r| r * root);
        let (of_mean, of_gradient) = ema::mean(beta1, step.t, self.nesterov);
        Scalars {
            beta1,
            beta2: self.beta2,
            epsilon: rectified.map(|_| self.epsilon.begin(correction, root)),
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

impl<E: Epsilon> Rooted for RAdam<E> {
    #[inline]
    fn radicand<Q: Root>(s: &Self::Scalars<'_>, _: f32, g: f32, [m, v]: &mut [f32; 2]) -> f32 {
        ema::push(m, s.beta1, g);
        ema::push(v, s.beta2, g * g);
        s.epsilon.as_ref().map_or(0.0, |epsilon| E::radicand(epsilon, *v))
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        [m, _]: &mut [f32; 2],
        root: f32,
    ) {
        let pull = s.of_mean * *m + s.of_gradient * g;
        *w -= match &s.epsilon {
            Some(epsilon) => E::divide::<Q>(epsilon, pull, root),
            None => pull,
        };
    }
}

/// r of step `t`; `None` where ρₜ is not above the threshold.
fn rectification(beta2: f32, t: u32, threshold: f32) -> Option<f32> {
    let last = 1.0 + 2.0 * beta2 / (1.0 - beta2);
    let now = 1.0 + 2.0 * mean_age(beta2, t);
    let trusted = now > threshold && last > 4.0;
    let ratio =
        quotient(now - 4.0, last - 4.0) * quotient(now - 2.0, last - 2.0) * quotient(last, now);
    trusted.then(|| sqrt(ratio))
}

/// How many steps old a square in the average is on the mean: Σ j βʲ / Σ βʲ over j < t.
///
/// ρₜ is 1 + 2 times that: an average over a plain window of ρₜ squares has the same mean age. The
/// formula with ρ∞ loses all digits of the first ρₜ to a subtraction of 1999 from 2000; here nothing
/// cancels. A window of n steps and one of m join to one of n + m, so log t rounds are enough.
fn mean_age(beta: f32, t: u32) -> f32 {
    /// 1 − βⁿ = (1 − β) Σ βʲ, kept itself so that it keeps its digits, and (1 − β) Σ j βʲ.
    #[derive(Clone, Copy)]
    struct Window {
        length: f32,
        weights: f32,
        ages: f32,
    }
    let join = |a: Window, b: Window| {
        let older = 1.0 - a.weights;
        Window {
            length: a.length + b.length,
            weights: a.weights + older * b.weights,
            ages: a.ages + older * (b.ages + a.length * b.weights),
        }
    };
    let mut base = Window { length: 1.0, weights: 1.0 - beta, ages: 0.0 };
    let mut window = Window { length: 0.0, weights: 0.0, ages: 0.0 };
    let mut rest = t;
    while rest > 0 {
        if rest & 1 == 1 {
            window = join(window, base);
        }
        base = join(base, base);
        rest >>= 1;
    }
    window.ages / window.weights
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    #[test]
    fn rho_keeps_its_digits() {
        for beta in [0.7_f32, 0.95, 0.999, 0.9999] {
            for t in (1..300).chain([1000, 10_000, 1_000_000, u32::MAX]) {
                // The definition, summed up; past the window it does not change.
                let (mut sum, mut ages, mut power) = (0.0_f64, 0.0_f64, 1.0_f64);
                for j in 0..t.min(400_000) {
                    sum += power;
                    ages += f64::from(j) * power;
                    power *= f64::from(beta);
                }
                let age = f64::from(mean_age(beta, t));
                assert!((age - ages / sum).abs() <= 2e-6 * (ages / sum), "{beta}, {t}: {age}");
            }
        }
    }

    #[test]
    fn the_first_rectified_step_is_the_sixth() {
        // As the paper's official code counts with β₂ = 0.999 and a threshold of 5.
        assert_eq!(rectification(0.999, 5, 5.0), None);
        assert!(rectification(0.999, 6, 5.0).is_some_and(|r| r > 0.0 && r < 0.1));
        // At the end nothing is left to rectify; with a short window nothing ever is.
        assert!(rectification(0.999, 100_000, 5.0).is_some_and(|r| (r - 1.0).abs() < 1e-5));
        assert_eq!(rectification(0.6, 1000, 4.0), None);
        assert_eq!(rectification(0.0, 1000, 4.0), None);
    }
}
