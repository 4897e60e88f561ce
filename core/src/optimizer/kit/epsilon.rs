//! Where ε stands in an adaptive denominator: the libraries disagree, so a type says which.
//!
//! | type | denominator | who |
//! |---|---|---|
//! | `f32` | √v̂ + ε | the Adam paper, PyTorch, Optax, d2l |
//! | [`Uncorrected`] | (√v + ε) / √(1 − βᵗ) | the paper's ε̂, MXNet and Keras for Adam, PyTorch for RAdam |
//! | [`Inside`] | √(v̂ + ε) | MXNet, Keras, Optax and d2l for AdaGrad and RMSProp, all for AdaDelta |
//! | [`Both`] | √(v̂ + ε₁) + ε₂ | Optax' `eps_root` and `eps` |
//!
//! v̂ is v / (1 − βᵗ) where the rule corrects, v elsewhere. As a type the choice costs nothing in the
//! loop. ε may be 0: it is then taken as 2⁻⁷⁴, the root of the smallest square, which changes no sum
//! with the root of a larger one, but makes 0/0 a step of 0 and bounds the step where g² vanishes.

use crate::{
    Error,
    checkpoint::named,
    error,
    math::{Root, larger},
};
use core::fmt::Debug;

/// 2⁻⁷⁴: the root of the smallest square, about.
pub(in crate::optimizer) const SMALLEST_ROOT: f32 = f32::from_bits((127 - 74) << 23);
/// 2⁻¹⁴⁸: its square.
const SMALLEST_SQUARE: f32 = f32::from_bits(2);

/// Where ε stands: `f32` outside the root, [`Uncorrected`], [`Inside`] or [`Both`].
///
/// ```
/// use thalweg::optimizer::{Adam, Optimizer, epsilon::{Both, Uncorrected}};
/// let keras = Adam { beta1: 0.9, beta2: 0.999, epsilon: Uncorrected(1e-7) };
/// let optax = Adam { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 1e-8, outside: 1e-8 } };
/// assert!(Optimizer::<_, [f32; 2]>::new(keras).is_ok() && Optimizer::<_, [f32; 2]>::new(optax).is_ok());
/// ```
pub trait Epsilon: Copy + Debug + 'static {
    /// What a pass needs.
    type Scalars: Copy + Debug + 'static;

    /// What tells rules with one from those with another, in a checkpoint; the same for all of one's own by default.
    const IDENTITY: u32 = 0;

    /// Every ε finite and at least 0.
    ///
    /// # Errors
    /// The first that is not.
    fn validate(&self) -> Result<(), Error>;

    /// The scalars of a pass whose v is corrected by `correction` = 1 − βᵗ, of which `root` is the
    /// root; 1 and 1 where it is not corrected.
    fn begin(&self, correction: f32, root: f32) -> Self::Scalars;

    /// Whether the denominator is the root and one ε beside it, which [`outside`](Self::outside) returns.
    const OUTSIDE: bool = false;

    /// That ε.
    #[inline]
    fn outside(_scalars: &Self::Scalars) -> f32 {
        0.0
    }

    /// What the root is taken of.
    fn radicand(scalars: &Self::Scalars, v: f32) -> f32;

    /// x over the denominator, by the root of that; times the `root` of the correction, by which the rule
    /// multiplies its step size once instead.
    fn divide<Q: Root>(scalars: &Self::Scalars, x: f32, root: f32) -> f32;
}

/// √v̂ + ε.
impl Epsilon for f32 {
    type Scalars = Self;

    const IDENTITY: u32 = named("Outside");

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("epsilon", *self)
    }

    fn begin(&self, _: f32, root: f32) -> Self {
        larger(SMALLEST_ROOT, self * root)
    }

    const OUTSIDE: bool = true;

    #[inline]
    fn outside(epsilon: &Self) -> f32 {
        *epsilon
    }

    #[inline]
    fn radicand(_: &Self, v: f32) -> Self {
        v
    }

    #[inline]
    fn divide<Q: Root>(epsilon: &Self, x: f32, root: f32) -> f32 {
        Q::divide(x, root, *epsilon)
    }
}

/// (√v + ε) / √(1 − βᵗ): ε beside the root before its correction, the Adam paper's ε̂.
///
/// During the first 1/(1 − β) steps it counts for more than an ε outside, by up to 1/√(1 − β).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Uncorrected(pub f32);

impl Epsilon for Uncorrected {
    type Scalars = f32;

    const IDENTITY: u32 = named("Uncorrected");

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("epsilon", self.0)
    }

    fn begin(&self, _: f32, _: f32) -> f32 {
        larger(SMALLEST_ROOT, self.0)
    }

    const OUTSIDE: bool = true;

    #[inline]
    fn outside(epsilon: &f32) -> f32 {
        *epsilon
    }

    #[inline]
    fn radicand(_: &f32, v: f32) -> f32 {
        v
    }

    #[inline]
    fn divide<Q: Root>(epsilon: &f32, x: f32, root: f32) -> f32 {
        Q::divide(x, root, *epsilon)
    }
}

/// √(v̂ + ε): an ε of 1e-7 bounds the denominator like 3e-4 outside the root.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Inside(pub f32);

impl Epsilon for Inside {
    type Scalars = f32;

    const IDENTITY: u32 = named("Inside");

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("epsilon", self.0)
    }

    fn begin(&self, correction: f32, _: f32) -> f32 {
        larger(SMALLEST_SQUARE, self.0 * correction)
    }

    #[inline]
    fn radicand(epsilon: &f32, v: f32) -> f32 {
        v + epsilon
    }

    #[inline]
    fn divide<Q: Root>(_: &f32, x: f32, root: f32) -> f32 {
        Q::divide(x, root, 0.0)
    }
}

/// √(v̂ + ε₁) + ε₂: one inside and one outside the root, as Optax' `eps_root` and `eps`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Both {
    /// ε₁, at least 0: Optax' `eps_root`.
    pub inside: f32,
    /// ε₂, at least 0: Optax' `eps`.
    pub outside: f32,
}

impl Epsilon for Both {
    type Scalars = (f32, f32);

    const IDENTITY: u32 = named("Both");

    fn validate(&self) -> Result<(), Error> {
        error::non_negative("epsilon.inside", self.inside)?;
        error::non_negative("epsilon.outside", self.outside)
    }

    fn begin(&self, correction: f32, root: f32) -> (f32, f32) {
        (self.inside * correction, larger(SMALLEST_ROOT, self.outside * root))
    }

    #[inline]
    fn radicand((inside, _): &(f32, f32), v: f32) -> f32 {
        v + inside
    }

    #[inline]
    fn divide<Q: Root>((_, outside): &(f32, f32), x: f32, root: f32) -> f32 {
        Q::divide(x, root, *outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{ExactRoot, sqrt};

    /// 1 over the denominator of a v that is not corrected.
    fn over<E: Epsilon>(scalars: &E::Scalars, v: f32) -> f32 {
        E::divide::<ExactRoot>(scalars, 1.0, sqrt(E::radicand(scalars, v)))
    }

    #[test]
    fn an_epsilon_of_zero_changes_no_sum_and_divides_by_no_zero() {
        for v in [0.25_f32, 3e-29, 7e37] {
            assert_eq!(over::<f32>(&0.0.begin(1.0, 1.0), v), 1.0 / sqrt(v));
            let inside = Inside(0.0).begin(1.0, 1.0);
            assert_eq!(over::<Inside>(&inside, v), 1.0 / sqrt(v));
        }
        assert!(over::<f32>(&0.0.begin(1.0, 1.0), 0.0).is_finite());
        assert!(over::<Inside>(&Inside(0.0).begin(1e-6, 1e-3), 0.0).is_finite());
        let none = Both { inside: 0.0, outside: 0.0 }.begin(1.0, 1.0);
        assert!(over::<Both>(&none, 0.0).is_finite());
    }
}
