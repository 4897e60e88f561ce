//! RMSProp with momentum: the quotients, not the gradients, are summed up.
//!
//! u = g / (√v + ε);  η outside: m ← α m + u; w ← w − η m (PyTorch);
//! η inside: m ← α m + η u; w ← w − m (MXNet, Keras, Optax);  Nesterov: α m + u in place of m (Optax).
//!
//! A. Graves, "Generating Sequences With Recurrent Neural Networks" (2013), eq. 40 and 45, has η
//! inside. While η is constant the two are one. MXNet has momentum in the centred form alone, and
//! always there.

use super::rms_prop::{CenteredRmsProp, RmsProp, Scale, centered_radicand, radicand};
use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Rule,
    describe::{Description, EmaDescription, Quantity},
    epsilon::Epsilon,
    rule::rooted::by_root,
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{Error, default, error, math::Root};

/// Where the learning rate stands in a sum of past updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum LearningRate {
    /// In front of the sum: all of it moves with the schedule at once.
    Outside,
    /// In each summand: past updates keep the rate they were made at.
    Inside,
}

/// How past updates go on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Velocity {
    /// α in [0, 1); sums up about the last 1/(1 − α) updates.
    pub momentum: f32,
    /// Where η stands.
    pub learning_rate: LearningRate,
    /// Whether to look a step ahead.
    pub nesterov: bool,
}

impl Velocity {
    /// α = 0.9 and η inside, as in Graves and MXNet; PyTorch has η outside.
    pub const DEFAULT: Self =
        Self { momentum: 0.9, learning_rate: LearningRate::Inside, nesterov: false };
}

default!(Velocity);

/// RMSProp with momentum.
///
/// ```
/// use thalweg::optimizer::{Optimizer, RmsProp, rules::{LearningRate, RmsPropMomentum, Velocity}};
/// let velocity = Velocity { learning_rate: LearningRate::Outside, ..Velocity::DEFAULT };
/// let torch = RmsPropMomentum { rule: RmsProp { decay: 0.99, ..RmsProp::DEFAULT }, velocity };
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(torch).unwrap();
/// let mut w = [1.0];
/// optimizer.step(&mut w, &[2.0], 0.01).unwrap();
/// assert!((w[0] - 0.9).abs() < 1e-5); // 0.01 / √0.01
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RmsPropMomentum<E = f32> {
    /// What is summed up.
    pub rule: RmsProp<E>,
    /// How.
    pub velocity: Velocity,
}

/// Centred RMSProp with momentum.
///
/// ```
/// use thalweg::optimizer::{Optimizer, epsilon::Inside, rules::{CenteredRmsProp, CenteredRmsPropMomentum, Velocity}};
/// let mxnet = CenteredRmsPropMomentum {
///     rule: CenteredRmsProp::with_epsilon(Inside(1e-8)),
///     velocity: Velocity::DEFAULT,
/// };
/// assert!(Optimizer::<_, [f32; 1]>::new(mxnet).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CenteredRmsPropMomentum<E = f32> {
    /// What is summed up.
    pub rule: CenteredRmsProp<E>,
    /// How.
    pub velocity: Velocity,
}

/// The scalars of one step of RMSProp with momentum.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<E> {
    scale: Scale<E>,
    momentum: f32,
    /// What the quotient is multiplied by on its way into m.
    entering: f32,
    /// What m and the newest update are multiplied by on their way out.
    of_sum: f32,
    of_newest: f32,
}

impl<E> Scalars<E> {
    fn new(scale: Scale<E>, velocity: Velocity, step: &GroupStep) -> Self {
        let momentum = step.momentum(velocity.momentum);
        let (inside, outside) = match velocity.learning_rate {
            LearningRate::Inside => (step.learning_rate, 1.0),
            LearningRate::Outside => (1.0, step.learning_rate),
        };
        let (ahead, newest) = if velocity.nesterov { (momentum, 1.0) } else { (1.0, 0.0) };
        let entering = inside * scale.root;
        Self { scale, momentum, entering, of_sum: outside * ahead, of_newest: outside * newest }
    }

    #[inline]
    fn step(&self, w: &mut f32, quotient: f32, m: &mut f32) {
        let newest = self.entering * quotient;
        *m = self.momentum * *m + newest;
        *w -= self.of_sum * *m + self.of_newest * newest;
    }
}

macro_rules! with_momentum {
    ($rule:ident of $inner:ident, $slots:literal, |$s:ident, $g:ident, [$($slot:ident),+]| $radicand:expr) => {
        impl $rule {
            /// The defaults of both parts.
            pub const DEFAULT: Self =
                Self { rule: $inner::DEFAULT, velocity: Velocity::DEFAULT };
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl<E: Epsilon> Rule for $rule<E> {
            type State = [f32; $slots];
            type Tensor = ();
            type Scalars<'a> = Scalars<E::Scalars>;

            const NAME: &'static str = stringify!($rule);
            const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);
            const MOMENTUM: bool = true;

            fn validate(&self) -> Result<(), Error> {
                self.rule.validate()?;
                error::decay_rate("momentum", self.velocity.momentum)
            }

            fn initial(&self) -> [f32; $slots] {
                let mut slots = [0.0; $slots];
                for (slot, initial) in slots.iter_mut().zip(self.rule.initial()) {
                    *slot = initial;
                }
                slots
            }

            fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> Scalars<E::Scalars> {
                Scalars::new(self.rule.scale(step.t), self.velocity, step)
            }

            by_root!();

            #[inline]
            fn moment(slot: usize) -> MomentKind {
                if slot == 0 { MomentKind::Second } else { MomentKind::First }
            }

            fn describe(&self) -> Description {
                let mut all = self.rule.describe();
                let _ = all.push(EmaDescription::sum(Quantity::Gradient, self.velocity.momentum));
                all
            }
        }

        impl<E: Epsilon> Rooted for $rule<E> {
            #[inline]
            fn radicand<Q: Root>(
                scalars: &Self::Scalars<'_>,
                _: f32,
                $g: f32,
                [$($slot),+, _]: &mut [f32; $slots],
            ) -> f32 {
                let $s = &scalars.scale;
                $radicand
            }

            #[inline]
            fn descend<Q: Root>(
                scalars: &mut Self::Scalars<'_>,
                w: &mut f32,
                g: f32,
                [.., m]: &mut [f32; $slots],
                root: f32,
            ) {
                scalars.step(w, scalars.scale.quotient::<E, Q>(g, root), m);
            }
        }
    };
}

with_momentum!(RmsPropMomentum of RmsProp, 2, |s, g, [v]| {
    radicand::<E>(s, g, v)
});
with_momentum!(CenteredRmsPropMomentum of CenteredRmsProp, 3, |s, g, [v, mean]| {
    centered_radicand::<E>(s, g, v, mean)
});
