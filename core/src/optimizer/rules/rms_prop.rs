//! Each gradient is divided by the root mean square of the recent ones.
//!
//! v ← γ v + (1 − γ) g²;  w ← w − η g / (√v + ε);  centred: √(v − ḡ²) with ḡ ← γ ḡ + (1 − γ) g.
//!
//! T. Tieleman, G. Hinton, "Lecture 6.5: rmsprop" (2012); the centred form: A. Graves, "Generating
//! Sequences With Recurrent Neural Networks" (2013), eq. 38 to 45. PyTorch is the default; MXNet,
//! Keras, Optax and d2l have ε [`Inside`](crate::optimizer::epsilon::Inside) the root. With momentum:
//! [`RmsPropMomentum`](crate::optimizer::rules::RmsPropMomentum).

use crate::checkpoint::{combined, named};
use crate::optimizer::{
    Rule, describe,
    describe::{BiasCorrection, Description, EmaDescription, Quantity},
    ema,
    epsilon::Epsilon,
    rule::rooted::{by_root, runs_by_root},
    rule::{GroupStep, Rooted, TensorMut},
    state::MomentKind,
};
use crate::{
    Error, error,
    math::{BLOCK, RUNS, Root, one_minus_powi, powi, sqrt},
};

/// RMSProp, by default with ε outside the root.
///
/// ```
/// use thalweg::optimizer::{Optimizer, RmsProp, epsilon::Inside};
/// let mxnet = RmsProp::with_epsilon(Inside(1e-8));
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(mxnet).unwrap();
/// let mut w = [1.0];
/// // v is 0.1 g² at first, so that the first step is 1/√0.1 times longer than the rest.
/// optimizer.step(&mut w, &[8.0], 0.1).unwrap();
/// assert!((w[0] - (1.0 - 0.1 / 0.1_f32.sqrt())).abs() < 1e-5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RmsProp<E = f32> {
    /// γ in [0, 1): averages about the last 1/(1 − γ) squares.
    pub decay: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// What v starts at, at least 0: Optax' `initial_scale`.
    pub initial: f32,
    /// Whether v is divided by 1 − γᵗ, as in Adam: Optax alone offers it.
    pub bias_correction: bool,
}

/// RMSProp that divides by the standard deviation: by how much gradients differ, not how large they
/// are.
///
/// In place of v the state holds the variance v − ḡ² itself: σ² ← γ (σ² + (1 − γ)(g − ḡ)²). The
/// difference would lose all digits where a gradient hardly changes, and may fall below 0.
///
/// ```
/// use thalweg::optimizer::{Optimizer, rules::CenteredRmsProp};
/// let mut optimizer = Optimizer::<_, [f32; 1]>::new(CenteredRmsProp::DEFAULT).unwrap();
/// let mut w = [0.0];
/// for _ in 0..1000 {
///     optimizer.step(&mut w, &[1e3], 1e-12).unwrap(); // the same for ever: no variance at last
/// }
/// assert!(w[0].is_finite());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CenteredRmsProp<E = f32> {
    /// γ in [0, 1): averages about the last 1/(1 − γ) gradients and squares.
    pub decay: f32,
    /// ε, at least 0: what the root is kept above.
    pub epsilon: E,
    /// What v starts at, at least 0: Optax' `initial_scale`.
    pub initial: f32,
    /// Whether v and ḡ are divided by 1 − γᵗ: Optax alone offers it.
    pub bias_correction: bool,
}

macro_rules! settings {
    ($rule:ident) => {
        impl $rule {
            /// γ = 0.9 as in the lecture, MXNet, Keras and Optax, where PyTorch has 0.99; ε = 1e-8
            /// outside the root, Keras 1e-7.
            pub const DEFAULT: Self = Self::with_epsilon(1e-8);
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl<E> $rule<E> {
            /// γ = 0.9, v from 0, no correction, and an ε of whatever kind.
            pub const fn with_epsilon(epsilon: E) -> Self {
                Self { decay: 0.9, epsilon, initial: 0.0, bias_correction: false }
            }
        }

        impl<E: Epsilon> $rule<E> {
            fn check(&self) -> Result<(), Error> {
                error::decay_rate("decay", self.decay)?;
                self.epsilon.validate()?;
                error::non_negative("initial", self.initial)
            }

            fn correction(&self) -> BiasCorrection {
                if self.bias_correction {
                    BiasCorrection::Divided
                } else if self.initial > 0.0 {
                    BiasCorrection::Started
                } else {
                    BiasCorrection::None
                }
            }
        }
    };
}

settings!(RmsProp);
settings!(CenteredRmsProp);

/// What a pass of RMSProp divides by, centred or not.
#[derive(Clone, Copy, Debug)]
pub struct Scale<E> {
    decay: f32,
    /// The weight of the newest gradient in the centred averages.
    newest: f32,
    epsilon: E,
    /// What is left of the variance that a corrected average started with.
    initial: f32,
    /// √(1 − γᵗ), by which the quotient is to be multiplied; 1 without correction.
    pub(in crate::optimizer) root: f32,
}

impl<S> Scale<S> {
    /// g / (√v + ε) or g / (σ + ε), without the root of the correction.
    #[inline]
    pub(in crate::optimizer) fn quotient<E: Epsilon<Scalars = S>, Q: Root>(
        &self,
        g: f32,
        root: f32,
    ) -> f32 {
        E::divide::<Q>(&self.epsilon, g, root)
    }
}

impl<E: Epsilon> RmsProp<E> {
    pub(in crate::optimizer) fn scale(&self, t: u32) -> Scale<E::Scalars> {
        let correction = if self.bias_correction { one_minus_powi(self.decay, t) } else { 1.0 };
        let root = sqrt(correction);
        let epsilon = self.epsilon.begin(correction, root);
        Scale { decay: self.decay, newest: 1.0 - self.decay, epsilon, initial: 0.0, root }
    }
}

impl<E: Epsilon> CenteredRmsProp<E> {
    /// Corrected averages are kept corrected: the newest value weighs (1 − γ)/(1 − γᵗ), all of it at
    /// first.
    pub(in crate::optimizer) fn scale(&self, t: u32) -> Scale<E::Scalars> {
        let mut scale = Scale {
            decay: self.decay,
            newest: 1.0 - self.decay,
            epsilon: self.epsilon.begin(1.0, 1.0),
            initial: 0.0,
            root: 1.0,
        };
        if self.bias_correction {
            let sum = one_minus_powi(self.decay, t);
            scale.newest /= sum;
            scale.initial = self.initial * powi(self.decay, t) / sum;
        }
        scale
    }
}

/// What the root of v is taken of.
#[inline]
pub(in crate::optimizer) fn radicand<E: Epsilon>(
    s: &Scale<E::Scalars>,
    g: f32,
    v: &mut f32,
) -> f32 {
    ema::push(v, s.decay, g * g);
    E::radicand(&s.epsilon, *v)
}

/// What σ is the root of.
#[inline]
pub(in crate::optimizer) fn centered_radicand<E: Epsilon>(
    s: &Scale<E::Scalars>,
    g: f32,
    variance: &mut f32,
    mean: &mut f32,
) -> f32 {
    let difference = g - *mean;
    let keep = 1.0 - s.newest;
    // In this order no square overflows: a difference may be twice as large as any gradient.
    *variance = keep * *variance + keep * s.newest * difference * difference;
    *mean += s.newest * difference;
    E::radicand(&s.epsilon, *variance + s.initial)
}

impl<E: Epsilon> Rule for RmsProp<E> {
    type State = [f32; 1];
    type Tensor = ();
    /// What to divide by, and η.
    type Scalars<'a> = (Scale<E::Scalars>, f32);

    const NAME: &'static str = "RmsProp";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        self.check()
    }

    fn initial(&self) -> [f32; 1] {
        [self.initial]
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> (Scale<E::Scalars>, f32) {
        let scale = self.scale(step.t);
        (scale, step.learning_rate * scale.root)
    }

    by_root!();
    runs_by_root!();

    #[inline]
    fn moment(_: usize) -> MomentKind {
        MomentKind::Second
    }

    fn describe(&self) -> Description {
        describe::list(&[EmaDescription::new(Quantity::Square, self.decay, self.correction())])
    }
}

impl<E: Epsilon> Rooted for RmsProp<E> {
    #[inline]
    fn radicand<Q: Root>((s, _): &Self::Scalars<'_>, _: f32, g: f32, [v]: &mut [f32; 1]) -> f32 {
        radicand::<E>(s, g, v)
    }

    #[inline]
    fn descend<Q: Root>(
        (s, rate): &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        _: &mut [f32; 1],
        root: f32,
    ) {
        *w -= *rate * s.quotient::<E, Q>(g, root);
    }

    const RUNS_BY_ROOT: bool = RUNS && E::OUTSIDE;

    #[inline]
    fn run<Q: Root>(
        (scale, rate): &mut Self::Scalars<'_>,
        parameters: &mut [[f32; BLOCK]],
        gradient: &[[f32; BLOCK]],
        states: &mut [[[f32; 1]; BLOCK]],
    ) {
        let scalars = (*rate, E::outside(&scale.epsilon), scale.decay);
        Q::rms_prop(parameters, gradient, states, scalars);
    }
}

impl<E: Epsilon> Rule for CenteredRmsProp<E> {
    /// σ² and ḡ.
    type State = [f32; 2];
    type Tensor = ();
    /// What to divide by, and η.
    type Scalars<'a> = (Scale<E::Scalars>, f32);

    const NAME: &'static str = "CenteredRmsProp";
    const IDENTITY: u32 = combined(named(Self::NAME), E::IDENTITY);

    #[inline]
    fn validate(&self) -> Result<(), Error> {
        self.check()
    }

    fn initial(&self) -> [f32; 2] {
        // A corrected variance starts at nothing: what it began with joins it in `scale`.
        [if self.bias_correction { 0.0 } else { self.initial }, 0.0]
    }

    fn scalars(&self, step: &GroupStep, _: TensorMut<'_, ()>) -> (Scale<E::Scalars>, f32) {
        (self.scale(step.t), step.learning_rate)
    }

    by_root!();

    #[inline]
    fn moment(slot: usize) -> MomentKind {
        if slot == 0 { MomentKind::Second } else { MomentKind::First }
    }

    fn describe(&self) -> Description {
        describe::list(&[
            EmaDescription::new(Quantity::Square, self.decay, self.correction()),
            EmaDescription::new(Quantity::Gradient, self.decay, self.correction()),
        ])
    }
}

impl<E: Epsilon> Rooted for CenteredRmsProp<E> {
    #[inline]
    fn radicand<Q: Root>(
        (s, _): &Self::Scalars<'_>,
        _: f32,
        g: f32,
        [variance, mean]: &mut [f32; 2],
    ) -> f32 {
        centered_radicand::<E>(s, g, variance, mean)
    }

    #[inline]
    fn descend<Q: Root>(
        (s, rate): &mut Self::Scalars<'_>,
        w: &mut f32,
        g: f32,
        _: &mut [f32; 2],
        root: f32,
    ) {
        *w -= *rate * s.quotient::<E, Q>(g, root);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ExactRoot;
    use crate::optimizer::rule::rooted::tests::run_is_update;

    fn run<Q: Root>() {
        run_is_update::<RmsProp, Q>(|| (RmsProp::DEFAULT.scale(3), 0.03));
        run_is_update::<RmsProp, Q>(|| (RmsProp { decay: 0.0, ..RmsProp::DEFAULT }.scale(3), 0.03));
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
