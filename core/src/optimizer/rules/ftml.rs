//! Follow the moving leader: each step goes to the minimum of recent linear and quadratic models.
//!
//! v ← β₂ v + (1 − β₂) g²;  d = (1 − β₁ᵗ)/η · (√v̂ + ε);  z ← β₁ z + (1 − β₁) g − (d − β₁ d') w;
//! w ← −z/d.
//!
//! S. Zheng, J. T. Kwok, "Follow the Moving Leader in Deep Learning" (2017), algorithm 1, and MXNet.
//! Quantity its three states only v is kept: since w was −z'/d' before, β₁ (z' + d' w) is 0 and what is left
//! of the last line is w ← w − (1 − β₁) g/d. That needs a third of the memory and does not subtract
//! two numbers of the size of w · d, as −z/d does.

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
    math::{Root, one_minus_powi, sqrt},
};

/// FTML, as in the paper and MXNet.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Ftml};
/// let mut optimizer = Optimizer::<Ftml, [f32; 1]>::new(Ftml::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[7.0], 0.1).unwrap();
/// assert!((w[0] - 0.9).abs() < 1e-6); // η long at first, later (1 − β₁) η
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ftml {
    /// β₁ in [0, 1): how much of the older models is kept.
    pub beta1: f32,
    /// β₂ in [0, 1): decay of the average of squared gradients.
    pub beta2: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: f32,
}

impl Ftml {
    /// The paper's β₁ = 0.6, β₂ = 0.999, ε = 1e-8, as in MXNet.
    pub const DEFAULT: Self = Self { beta1: 0.6, beta2: 0.999, epsilon: 1e-8 };
}

default!(Ftml);

/// The scalars of one step of FTML.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta2: f32,
    epsilon: f32,
    step_size: f32,
}

impl Rule for Ftml {
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "Ftml";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("beta1", self.beta1)?;
        error::decay_rate("beta2", self.beta2)?;
        self.epsilon.validate()
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        let beta1 = step.momentum(self.beta1);
        let correction = one_minus_powi(self.beta2, step.t);
        let root = sqrt(correction);
        let share = (1.0 - beta1) / one_minus_powi(beta1, step.t);
        Scalars {
            beta2: self.beta2,
            epsilon: self.epsilon.begin(correction, root),
            step_size: step.learning_rate * root * share,
        }
    }

    by_root!();

    #[inline]
    fn moment(_: usize) -> MomentKind {
        MomentKind::Second
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(
            Quantity::Square,
            self.beta2,
            BiasCorrection::Divided,
        )])
    }
}

impl Rooted for Ftml {
    #[inline]
    fn radicand<Q: Root>(s: &Scalars, _: f32, g: f32, [v]: &mut [f32; 1]) -> f32 {
        ema::push(v, s.beta2, g * g);
        f32::radicand(&s.epsilon, *v)
    }

    #[inline]
    fn descend<Q: Root>(s: &mut Scalars, w: &mut f32, g: f32, _: &mut [f32; 1], root: f32) {
        *w -= s.step_size * f32::divide::<Q>(&s.epsilon, g, root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Optimizer;
    extern crate std;

    #[test]
    fn one_state_does_what_the_published_three_do() {
        let (beta1, beta2, epsilon, rate) = (0.6_f32, 0.999_f32, 1e-8_f32, 0.01_f32);
        let mut optimizer = Optimizer::<_, [f32; 1]>::new(Ftml { beta1, beta2, epsilon }).unwrap();
        let mut w = [1.0_f32];
        let (mut exact, mut v, mut d, mut z) = (1.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        let [beta1, beta2, epsilon, rate] = [beta1, beta2, epsilon, rate].map(f64::from);
        for t in 1..=200 {
            let g = (t * 7919 % 13) as f32 - 5.5;
            let square = f64::from(g) * f64::from(g);
            v = beta2 * v + (1.0 - beta2) * square;
            let root = (v / (1.0 - beta2.powi(t))).sqrt() + epsilon;
            let new = (1.0 - beta1.powi(t)) / rate * root;
            z = beta1 * z + (1.0 - beta1) * f64::from(g) - (new - beta1 * d) * exact;
            (d, exact) = (new, -z / new);
            optimizer.step(&mut w, &[g], rate as f32).unwrap();
            assert!((f64::from(w[0]) - exact).abs() < 1e-5, "{t}: {} and {exact}", w[0]);
        }
    }
}
