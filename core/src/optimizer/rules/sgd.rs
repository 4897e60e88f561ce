//! Stochastic gradient descent, with momentum and Nesterov's look-ahead.
//!
//! m ← α m + g;  w ← w − η m  (Nesterov: w ← w − η (g + α m)).
//!
//! B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
//! Yu. Nesterov (1983), in the form of I. Sutskever et al., "On the importance of initialization and
//! momentum in deep learning" (2013). The learning rate stands outside the velocity, as in PyTorch
//! and Optax; with α constant, m / (1/(1 − α)) is the average of about the last 1/(1 − α) gradients.
//! For the learning rate inside the velocity, as in MXNet and Keras, see
//! [`HeavyBall`](crate::optimizer::rules::HeavyBall).

use crate::optimizer::{
    Rule, describe,
    describe::{Description, EmaDescription, Quantity},
    rule::{GroupStep, TensorMut},
};
use crate::{
    Error, error,
    math::{BLOCK, RUNS, descent},
};

/// w ← w − η g.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sgd;

impl Rule for Sgd {
    type State = [f32; 0];
    type Tensor = ();
    type Scalars<'a> = f32;

    const NAME: &'static str = "Sgd";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> f32 {
        step.learning_rate
    }

    const RUNS: bool = RUNS;

    #[inline]
    fn update_run(
        learning_rate: &mut f32,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        _: &mut [[[f32; 0]; BLOCK]],
    ) {
        descent(parameters, gradient, *learning_rate);
    }

    #[inline]
    fn update(learning_rate: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= *learning_rate * g;
    }
}

/// m ← α m + g; w ← w − η m.
///
/// PyTorch's and Optax' form; with PyTorch's dampening: [`DampenedMomentum`](crate::optimizer::rules::DampenedMomentum).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Momentum {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// m ← α m + g; w ← w − η (g + α m).
///
/// PyTorch's and Optax' form; dampening does not exist here, which PyTorch refuses at run time.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Nesterov {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

/// A rule whose one field is α and whose one slot is the velocity; how they move stands in the call.
macro_rules! momentum_rule {
    (
        $rule:ident, |$rate:ident, $alpha:ident, $w:ident, $g:ident, $m:ident| $update:block
        $(, $run:ident)?
    ) => {
        impl $rule {
            /// α = 0.9: the average of about ten gradients. PyTorch's and MXNet's own default is 0.
            pub const DEFAULT: Self = Self { momentum: 0.9 };
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Rule for $rule {
            type State = [f32; 1];
            type Tensor = ();
            /// η, α.
            type Scalars<'a> = (f32, f32);

            const NAME: &'static str = stringify!($rule);
            const MOMENTUM: bool = true;

            fn validate(&self) -> Result<(), Error> {
                error::decay_rate("momentum", self.momentum)
            }

            fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> (f32, f32) {
                (step.learning_rate, step.momentum(self.momentum))
            }

            $(
                const RUNS: bool = crate::math::RUNS;

                #[inline]
                fn update_run(
                    &mut scalars: &mut (f32, f32),
                    parameters: &mut [[f32; crate::math::BLOCK]],
                    gradient: &[[f32; crate::math::BLOCK]],
                    states: &mut [[[f32; 1]; crate::math::BLOCK]],
                ) {
                    crate::math::$run(parameters, gradient, states, scalars);
                }
            )?

            #[inline]
            fn update(
                ($rate, $alpha): &mut (f32, f32),
                $w: &mut f32,
                $g: f32,
                [$m]: &mut [f32; 1],
            ) {
                $update
            }

            fn describe(&self) -> Description {
                describe::list(&[EmaDescription::sum(Quantity::Gradient, self.momentum)])
            }
        }
    };
}

pub(in crate::optimizer) use momentum_rule;

momentum_rule!(
    Momentum,
    |rate, alpha, w, g, m| {
        *m = *alpha * *m + g;
        *w -= *rate * *m;
    },
    momentum
);
momentum_rule!(
    Nesterov,
    |rate, alpha, w, g, m| {
        *m = *alpha * *m + g;
        *w -= *rate * (g + *alpha * *m);
    },
    nesterov
);

#[cfg(test)]
mod tests {
    use super::*;

    /// What a processor's own loop computes, wherever the tests run.
    fn run_is_update<R: for<'a> Rule<State = [f32; 1], Scalars<'a> = (f32, f32)>>() {
        let mut w: [f32; 16] = core::array::from_fn(|i| 1.0 - 0.1 * i as f32);
        let mut states: [[f32; 1]; 16] = core::array::from_fn(|i| [0.7 * i as f32 - 3.0]);
        let g: [f32; 16] = core::array::from_fn(|i| 0.3 * (i * i) as f32 - 0.5);
        let (mut v, mut run, mut scalars) = (w, states, (0.03, 0.9));
        let (v, g, run) = (v.as_chunks_mut().0, g.as_chunks().0, run.as_chunks_mut().0);
        R::update_run(&mut scalars, v, g, run);
        for ((w, &g), state) in w.iter_mut().zip(g.as_flattened()).zip(&mut states) {
            R::update(&mut scalars, w, g, state);
        }
        assert_eq!((v.as_flattened(), run.as_flattened()), (&w[..], &states[..]));
        Sgd::update_run(&mut 0.03, v, g, &mut [[[]; BLOCK]; 2]);
        for (w, &g) in w.iter_mut().zip(g.as_flattened()) {
            Sgd::update(&mut 0.03, w, g, &mut []);
        }
        assert_eq!(v.as_flattened(), w);
    }

    #[test]
    fn the_loop_of_a_processor_is_the_update() {
        run_is_update::<Momentum>();
        run_is_update::<Nesterov>();
    }
}
