//! AdaGrad that forgets, and whose steps have the unit of the parameters.
//!
//! s ← ρ s + (1 − ρ) g²;  Δ = √(u + ε) / √(s + ε) · g;  u ← ρ u + (1 − ρ) Δ²;  w ← w − η Δ.
//!
//! M. D. Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012), algorithm 1. The paper, MXNet and
//! d2l have no learning rate: give 1. PyTorch, Optax and Keras (whose default is 0.001) multiply by
//! one. MXNet's weight decay is [`Decoupled`](crate::optimizer::Decoupled), and without η too.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, default, error,
    math::{BLOCK, RUNS, Root, adadelta},
};

/// `AdaDelta`. The first steps are about √ε long, as nothing has moved yet.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::AdaDelta};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(AdaDelta::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[10.0], 1.0).unwrap();
/// assert!((w[0] - (1.0 - 1e-3 / 0.05_f32.sqrt())).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AdaDelta {
    /// ρ in [0, 1): averages about the last 1/(1 − ρ) squares, of gradients and of updates.
    pub rho: f32,
    /// ε, above 0: without it nothing would ever begin to move.
    pub epsilon: f32,
}

impl AdaDelta {
    /// The paper's ρ = 0.95 and ε = 1e-6. PyTorch, Optax and MXNet have ρ = 0.9, MXNet ε = 1e-5,
    /// Keras ε = 1e-7.
    pub const DEFAULT: Self = Self { rho: 0.95, epsilon: 1e-6 };
}

default!(AdaDelta);

/// The scalars of one step of `AdaDelta`.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    rho: f32,
    epsilon: f32,
    learning_rate: f32,
}

impl Rule for AdaDelta {
    /// s and u.
    type State = [f32; 2];
    type Tensor = ();
    type Scalars<'a> = Scalars;

    const NAME: &'static str = "AdaDelta";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("rho", self.rho)?;
        error::positive("epsilon", self.epsilon)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars {
        Scalars { rho: self.rho, epsilon: self.epsilon, learning_rate: step.learning_rate }
    }

    by_root!();

    const RUNS: bool = RUNS;

    #[inline]
    fn update_run(
        scalars: &mut Scalars,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[[f32; 2]; BLOCK]],
    ) {
        let Scalars { rho, epsilon, learning_rate } = *scalars;
        adadelta(parameters, gradient, states, (learning_rate, epsilon, rho));
    }

    #[inline]
    fn moment(_: usize) -> MomentKind {
        MomentKind::Second
    }

    fn describe(&self) -> Description {
        describe::list(&[
            EmaDescription::new(Quantity::Square, self.rho, BiasCorrection::None),
            EmaDescription::new(Quantity::Update, self.rho, BiasCorrection::None),
        ])
    }
}

impl Rooted for AdaDelta {
    #[inline]
    fn radicand<Q: Root>(s: &Scalars, _: f32, g: f32, [square, update]: &mut [f32; 2]) -> f32 {
        ema::push(square, s.rho, g * g);
        // One root for both: the quotient of the roots is the root of the quotient.
        (*update + s.epsilon) / (*square + s.epsilon)
    }

    #[inline]
    fn descend<Q: Root>(
        s: &mut Scalars,
        w: &mut f32,
        g: f32,
        [_, update]: &mut [f32; 2],
        root: f32,
    ) {
        let delta = root * g;
        ema::push(update, s.rho, delta * delta);
        *w -= s.learning_rate * delta;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_of_a_processor_is_the_update() {
        let scale = |i: usize| 10_f32.powi(i as i32 % 60 - 40);
        let mut w: [f32; 16] = core::array::from_fn(|i| 1.0 - 0.1 * i as f32);
        let mut states: [[f32; 2]; 16] = core::array::from_fn(|i| [scale(i), scale(i + 7)]);
        let g: [f32; 16] = core::array::from_fn(|i| scale(3 * i) - 0.5);
        let (mut v, mut run) = (w, states);
        let mut scalars = Scalars { rho: 0.95, epsilon: 1e-6, learning_rate: 0.3 };
        let (v, g, run) = (v.as_chunks_mut().0, g.as_chunks().0, run.as_chunks_mut().0);
        AdaDelta::update_run(&mut scalars, v, g, run);
        for ((w, &g), state) in w.iter_mut().zip(g.as_flattened()).zip(&mut states) {
            AdaDelta::update(&mut scalars, w, g, state);
        }
        assert_eq!(v.as_flattened(), w);
        assert_eq!(run.as_flattened(), states);
    }
}
