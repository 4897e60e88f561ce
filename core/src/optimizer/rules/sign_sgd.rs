//! Every parameter moves by η, in the direction of the sign alone.
//!
//! signSGD: w ← w − η sgn g.  Signum: m ← α m + (1 − α) g;  w ← w − η sgn m.
//!
//! J. Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems" (2018), algorithm 1.
//! sgn 0 = 0, as in MXNet and Optax. MXNet's `wd_lh` is [`Decoupled`](crate::optimizer::Decoupled) around Signum,
//! its `wd` [`L2`](crate::optimizer::L2) around that; without momentum its `wd` is decoupled.

use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error, math::sign};

/// w ← w − η sgn g: one bit of gradient, no state.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::SignSgd};
/// let mut optimizer = Optimizer::<SignSgd, [f32; 3]>::new(SignSgd).unwrap();
/// let mut w = [1.0; 3];
/// optimizer.step(&mut w, &[1e-9, -1e9, 0.0], 0.5).unwrap();
/// assert_eq!(w, [0.5, 1.5, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignSgd;

impl Rule for SignSgd {
    type State = [f32; 0];
    type Tensor = ();
    type Scalars<'a> = f32;

    const NAME: &'static str = "SignSgd";

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> f32 {
        step.learning_rate
    }

    #[inline]
    fn update(learning_rate: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= *learning_rate * sign(g);
    }
}

/// m ← α m + (1 − α) g; w ← w − η sgn m.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::Signum};
/// let mut optimizer = Optimizer::<Signum, [f32; 1]>::new(Signum::DEFAULT).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[5.0], 0.25).unwrap();
/// optimizer.step(&mut w, &[-1.0], 0.25).unwrap(); // outvoted by the larger one before it
/// assert_eq!(w, [0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Signum {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
}

impl Signum {
    /// The paper's α = 0.9, as in MXNet and Optax.
    pub const DEFAULT: Self = Self { momentum: 0.9 };
}

default!(Signum);

impl Rule for Signum {
    type State = [f32; 1];
    type Tensor = ();
    /// η and α.
    type Scalars<'a> = (f32, f32);

    const NAME: &'static str = "Signum";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> (f32, f32) {
        (step.learning_rate, step.momentum(self.momentum))
    }

    #[inline]
    fn update((learning_rate, momentum): &mut (f32, f32), w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        ema::push(m, *momentum, g);
        *w -= *learning_rate * sign(*m);
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(
            Quantity::Gradient,
            self.momentum,
            BiasCorrection::None,
        )])
    }
}
