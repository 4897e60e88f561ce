//! Each parameter has a learning rate of its own, which falls with every gradient it has seen.
//!
//! s ← s + g²;  w ← w − η/(1 + (t − 1) δ) · g / (√s + ε).
//!
//! J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
//! Optimization" (2011). Rare features keep a high rate. Nothing is forgotten, so that the steps of a
//! long training end; [`RmsProp`](crate::optimizer::RmsProp) forgets. PyTorch is the default; MXNet, Keras, Optax
//! and d2l have ε [`Inside`](crate::optimizer::Inside) the root, MXNet and Keras decay
//! [`Decoupled`](crate::optimizer::Decoupled).

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    GroupStep, Rooted, Rule, TensorMut, epsilon::Epsilon, rooted::by_root, state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{BLOCK, RUNS, Root, adagrad, saturated},
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

    const RUNS: bool = RUNS && E::OUTSIDE;

    #[inline]
    fn update_run(
        scalars: &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[[f32; 1]; BLOCK]],
    ) {
        let Scalars { learning_rate, epsilon } = *scalars;
        adagrad(parameters, gradient, states, (learning_rate, E::outside(&epsilon)));
    }

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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a processor's own loop computes, wherever the tests run; some of the sums saturate.
    #[test]
    fn the_loop_of_a_processor_is_the_update() {
        let scale = |i: usize| 10_f32.powi(i as i32 % 60 - 40);
        let mut w: [f32; 16] = core::array::from_fn(|i| 1.0 - 0.1 * i as f32);
        let mut states: [[f32; 1]; 16] = core::array::from_fn(|i| [scale(i + 7)]);
        let g: [f32; 16] =
            core::array::from_fn(|i| if i % 5 == 3 { 1e25 } else { scale(3 * i) - 0.5 });
        let (mut v, mut run) = (w, states);
        let mut scalars = Scalars { learning_rate: 0.03, epsilon: 1e-10_f32 };
        let (v, g, run) = (v.as_chunks_mut().0, g.as_chunks().0, run.as_chunks_mut().0);
        <AdaGrad>::update_run(&mut scalars, v, g, run);
        for ((w, &g), state) in w.iter_mut().zip(g.as_flattened()).zip(&mut states) {
            <AdaGrad>::update(&mut scalars, w, g, state);
        }
        assert!(states.contains(&[f32::MAX]));
        assert_eq!((v.as_flattened(), run.as_flattened()), (&w[..], &states[..]));
    }
}
