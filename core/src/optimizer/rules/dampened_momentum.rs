//! Momentum in which a new gradient counts less than the velocity that it joins.
//!
//! m ← α m + (1 − d) g;  w ← w − η m;  m = g at the first step, whatever the dampening.
//!
//! PyTorch's `SGD(dampening=d)`, its first step included. With d = α the velocity is an average
//! instead of a sum: the learning rate then means the same for every α. A rule of its own, as the
//! product (1 − d) g costs a fifth of a step of [`Momentum`](crate::optimizer::Momentum).

use crate::optimizer::{
    Rule, describe,
    describe::{Description, EmaDescription, Quantity},
    rule::{GroupStep, TensorMut},
};
use crate::{Error, default, error};

/// m ← α m + (1 − d) g; w ← w − η m.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::DampenedMomentum};
/// let rule = DampenedMomentum { momentum: 0.5, dampening: 0.5 };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(rule).unwrap();
/// let mut w = [0.0];
/// optimizer.step(&mut w, &[1.0], 1.0).unwrap(); // m = 1, the first gradient itself
/// optimizer.step(&mut w, &[1.0], 1.0).unwrap(); // m = 0.5 · 1 + 0.5 · 1
/// assert_eq!(w, [-2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DampenedMomentum {
    /// α in [0, 1).
    pub momentum: f32,
    /// d in [0, 1]: how much less a gradient counts than the velocity it joins.
    pub dampening: f32,
}

impl DampenedMomentum {
    /// α = d = 0.9: an average of about ten gradients. PyTorch's own defaults are 0.
    pub const DEFAULT: Self = Self { momentum: 0.9, dampening: 0.9 };
}

default!(DampenedMomentum);

impl Rule for DampenedMomentum {
    type State = [f32; 1];
    type Tensor = ();
    /// η, α, 1 − d.
    type Scalars<'a> = [f32; 3];

    const NAME: &'static str = "DampenedMomentum";
    const MOMENTUM: bool = true;

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        error::decay_rate("momentum", self.momentum)?;
        error::share("dampening", self.dampening)
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> [f32; 3] {
        let share = if step.t == 1 { 1.0 } else { 1.0 - self.dampening };
        [step.learning_rate, step.momentum(self.momentum), share]
    }

    #[inline]
    fn update(
        [learning_rate, momentum, share]: &mut [f32; 3],
        w: &mut f32,
        g: f32,
        [m]: &mut [f32; 1],
    ) {
        *m = *momentum * *m + *share * g;
        *w -= *learning_rate * *m;
    }

    fn describe(&self) -> Description {
        let sum = EmaDescription::sum(Quantity::Gradient, self.momentum);
        describe::list(&[EmaDescription { newest: 1.0 - self.dampening, ..sum }])
    }
}
