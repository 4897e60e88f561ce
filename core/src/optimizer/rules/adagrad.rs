//! Each parameter has a learning rate of its own, which falls with every gradient it has seen.
//!
//! s ← s + g²;  w ← w − η/(1 + (t − 1) δ) · g / (√s + ε).
//!
//! J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
//! Optimization" (2011). Rare features keep a high rate. Nothing is forgotten, so that the steps of a
//! long training end; [`RmsProp`](crate::optimizer::RmsProp) forgets. PyTorch is the default; MXNet, Keras, Optax
//! and d2l have ε [`Inside`](crate::optimizer::epsilon::Inside) the root, MXNet and Keras decay
//! [`Decoupled`](crate::optimizer::Decoupled).

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Rule,
    epsilon::Epsilon,
    rule::rooted::{by_root, runs_by_root},
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{BLOCK, RUNS, Root, saturated},
};

/// AdaGrad, by default with ε outside the root.
///
/// ```
/// use thalweg::optimizer::{AdaGrad, Optimizer, epsilon::Inside};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(AdaGrad::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[3.0], 0.5).unwrap();
/// optimizer.step(&mut w, &[4.0], 0.5).unwrap(); // √(3² + 4²) = 5
/// assert!((w[0] - (1.0 - 0.5 - 0.5 * 4.0 / 5.0)).abs() < 1e-6);
/// let optax = AdaGrad { epsilon: Inside(1e-7), initial: 0.1, learning_rate_decay: 0.0 };
/// assert!(Optimizer::<_, [f32; 1]>::new(optax).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AdaGrad<E = f32> {
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// What s starts at, at least 0: keeps the first steps short.
    pub initial: f32,
    /// δ, at least 0: PyTorch's `lr_decay`.
    pub learning_rate_decay: f32,
}

impl AdaGrad {
    /// ε = 1e-10, s₀ = 0, δ = 0, as in PyTorch. The others: ε = 1e-7; Keras and Optax: s₀ = 0.1.
    pub const DEFAULT: Self = Self { epsilon: 1e-10, initial: 0.0, learning_rate_decay: 0.0 };
}

default!(AdaGrad);

/// The scalars of one step of AdaGrad.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    learning_rate: f32,
    epsilon: E,
}

impl<E: Epsilon> Rule for AdaGrad<E> {
    type State = [f32; 1];
    type Tensor = ();
    type Scalars<'a> = Scalars<E::Scalars>;

    const NAME: &'static str = "AdaGrad";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        self.epsilon.validate()?;
        error::non_negative("initial", self.initial)?;
        error::non_negative("learning_rate_decay", self.learning_rate_decay)
    }

    fn initial(&self) -> [f32; 1] {
        [self.initial]
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<E::Scalars> {
        let before = step.t.saturating_sub(1) as f32;
        Scalars {
            learning_rate: step.learning_rate / (1.0 + before * self.learning_rate_decay),
            epsilon: self.epsilon.begin(1.0, 1.0),
        }
    }

    by_root!();
    runs_by_root!();

    #[inline]
    fn moment(_: usize) -> MomentKind {
        MomentKind::Second
    }
}

impl<E: Epsilon> Rooted for AdaGrad<E> {
    #[inline]
    fn radicand<Q: Root>(s: &Self::Scalars<'_>, _: f32, g: f32, [sum]: &mut [f32; 1]) -> f32 {
        *sum = saturated(*sum + g * g);
        E::radicand(&s.epsilon, *sum)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        _: &mut [f32; 1],
        root: f32,
    ) {
        *w -= s.learning_rate * E::divide::<Q>(&s.epsilon, g, root);
    }

    const RUNS_BY_ROOT: bool = RUNS && E::OUTSIDE;

    #[inline]
    fn run<Q: Root>(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[[f32; 1]; BLOCK]],
    ) {
        let Scalars { learning_rate, epsilon } = *scalars;
        Q::adagrad(parameters, gradient, states, (learning_rate, E::outside(&epsilon)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ExactRoot;
    use crate::optimizer::rule::rooted::tests::run_is_update;

    fn run<Q: Root>() {
        run_is_update::<AdaGrad, Q>(|| Scalars { learning_rate: 0.03, epsilon: 1e-10 });
    }

    #[test]
    fn the_loop_of_a_processor_is_the_update() {
        run::<ExactRoot>();
    }

    #[cfg(feature = "micromath")]
    #[test]
    fn so_is_that_by_an_approximated_root() {
        run::<crate::math::InverseRoot>();
    }
}
