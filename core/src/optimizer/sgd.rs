//! Stochastic gradient descent, with momentum and Nesterov's look-ahead.
//!
//! m ← α m + (1 − d) g;  w ← w − η m  (Nesterov: w ← w − η (g + α m)), m = g at the first step.
//!
//! B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
//! Yu. Nesterov (1983), in the form of I. Sutskever et al., "On the importance of initialization and
//! momentum in deep learning" (2013). The learning rate stands outside the velocity, as in PyTorch
//! and Optax; with α constant, m / (1/(1 − α)) is the average of about the last 1/(1 − α) gradients.
//! For the learning rate inside the velocity, as in MXNet and Keras, see
//! [`HeavyBall`](super::HeavyBall).

use super::{Average, Averages, Elements, Of, Pass, Rule, averages};
use crate::{Error, error, math::Math};

/// w ← w − η g.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sgd;

impl Rule for Sgd {
    type State = [f32; 0];
    type Memory = ();
    type Scalars<'a> = f32;

    fn validate(&self) -> Result<(), Error> {
        Ok(())
    }

    fn begin<M: Math>(&self, pass: &Pass, _: impl Elements<[f32; 0]>, (): &mut ()) -> f32 {
        pass.learning_rate
    }

    #[inline]
    fn update<M: Math>(learning_rate: &mut f32, w: &mut f32, g: f32, _: &mut [f32; 0]) {
        *w -= *learning_rate * g;
    }
}

/// m ← α m + (1 − d) g; w ← w − η m; m = g at the first step, whatever the dampening.
///
/// Optax' `sgd` and d2l's momentum are this with d = 0, PyTorch's `SGD` with any. Keras and MXNet
/// keep the learning rate inside the velocity: [`HeavyBall`](super::HeavyBall).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Momentum {
    /// α in [0, 1); averages about the last 1/(1 − α) gradients.
    pub momentum: f32,
    /// d in [0, 1]: how much less a gradient counts than the velocity it joins.
    pub dampening: f32,
}

impl Momentum {
    /// α = 0.9, the average of about ten gradients; no dampening. PyTorch's own default is α = 0.
    pub const DEFAULT: Self = Self { momentum: 0.9, dampening: 0.0 };
}

impl Default for Momentum {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The scalars of one step with momentum.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars {
    learning_rate: f32,
    momentum: f32,
    /// 1 − d.
    share: f32,
}

impl Rule for Momentum {
    type State = [f32; 1];
    type Memory = ();
    type Scalars<'a> = Scalars;

    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::fraction("dampening", self.dampening)
    }

    fn begin<M: Math>(&self, pass: &Pass, _: impl Elements<[f32; 1]>, (): &mut ()) -> Scalars {
        Scalars {
            learning_rate: pass.learning_rate,
            momentum: pass.momentum(self.momentum),
            share: if pass.t == 1 { 1.0 } else { 1.0 - self.dampening },
        }
    }

    #[inline]
    fn update<M: Math>(s: &mut Scalars, w: &mut f32, g: f32, [m]: &mut [f32; 1]) {
        *m = s.momentum * *m + s.share * g;
        *w -= s.learning_rate * *m;
    }

    fn averages(&self) -> Averages {
        averages::list(&[Average {
            newest: 1.0 - self.dampening,
            ..Average::sum(Of::Gradient, self.momentum)
        }])
    }
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

impl Nesterov {
    /// α = 0.9: the average of about ten gradients.
    pub const DEFAULT: Self = Self { momentum: 0.9 };
}

impl Default for Nesterov {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Rule for Nesterov {
    type State = [f32; 1];
    type Memory = ();
    type Scalars<'a> = (f32, f32);

    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)
    }

    fn begin<M: Math>(&self, pass: &Pass, _: impl Elements<[f32; 1]>, (): &mut ()) -> (f32, f32) {
        (pass.learning_rate, pass.momentum(self.momentum))
    }

    #[inline]
    fn update<M: Math>(
        (learning_rate, momentum): &mut (f32, f32),
        w: &mut f32,
        g: f32,
        [m]: &mut [f32; 1],
    ) {
        *m = *momentum * *m + g;
        *w -= *learning_rate * (g + *momentum * *m);
    }

    fn averages(&self) -> Averages {
        averages::list(&[Average::sum(Of::Gradient, self.momentum)])
    }
}
