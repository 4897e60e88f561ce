//! Sign methods: every parameter moves by η or not at all, so no product is left in the loop.
//!
//! signSGD: w ← w − η sign(g). Signum: m ← α m + g; w ← w − η sign(m).
//! J. Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems" (2018).
//!
//! sign(0) = 0. The step η has 16 significant bits and is rounded to units of w. The sign of Signum
//! does not depend on the scale of m, so m is the unnormalised sum of
//! [`Momentum`](super::Momentum), in its format and with its bound.

use super::{
    Decay, Formats, Rounding, Rule,
    gain::{Gain, decay, widen},
    rule::{self, sealed},
    scale::Scale,
    sgd::{bounded, validate_bounded, validate_sum},
};
use crate::{Error, config::config, default, error};

/// 1 with 15 fraction bits.
const ONE: u32 = 15;

/// η in units of the parameter.
pub(super) fn stride(rate: Scale, formats: Formats) -> Result<Gain, Scale> {
    Gain::narrow(rate, ONE, formats.parameter)
}

/// w ← w − η sign(x).
#[inline]
pub(super) fn descend<D: Rounding>(w: &mut i32, x: i32, stride: Gain, d: &mut D) -> bool {
    if x == 0 {
        return false;
    }
    let step = d.narrow(1 << ONE, stride);
    rule::subtract(w, if x < 0 { -step } else { step })
}

/// w ← w − η sign(g), for η below 2^(30 − W), as for every sign method.
///
/// ```
/// use thalweg::fixed::{Gradient, Optimizer, Rate, SignSgd, Weight};
/// let mut w = [1.0, 1.0, 1.0].map(Weight::saturating_from_f32);
/// let gradient = [5.0, 0.0, -0.01].map(Gradient::saturating_from_f32);
/// let mut optimizer = Optimizer::<SignSgd, [Weight; 3]>::new(SignSgd).unwrap();
/// optimizer.step(&mut w, &gradient, Rate::from_f32(0.125).unwrap()).unwrap();
/// assert_eq!(w.map(Weight::<22>::to_f32), [0.875, 1.0, 1.125]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignSgd;

impl Rule for SignSgd {}

impl sealed::Rule for SignSgd {
    type State = ();
    type Scalars = Gain;

    const NAME: &'static str = "SignSgd";

    fn begin(&self, _t: u32, rate: Scale, formats: Formats) -> Result<Gain, Scale> {
        stride(rate, formats)
    }

    #[inline]
    fn descend<D: Rounding>(stride: &Gain, w: &mut i32, g: i16, (): &mut (), d: &mut D) -> bool {
        descend(w, i32::from(g), *stride, d)
    }

    fn validate_state(&self, (): &()) -> Result<(), Error> {
        Ok(())
    }
}

config! {
    /// m ← α m + g; w ← w − η sign(m). 4 bytes of state a parameter.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Optimizer, Rate, Signum, Weight};
    /// let mut w = [Weight::from_f32(1.0).unwrap()];
    /// let mut optimizer = Optimizer::<Signum, [Weight; 1]>::new(Signum::DEFAULT).unwrap();
    /// for g in [1.0, -0.5] { // the first gradient outweighs the second
    ///     let g = Gradient::from_f32(g).unwrap();
    ///     optimizer.step(&mut w, &[g], Rate::from_f32(0.125).unwrap()).unwrap();
    /// }
    /// assert_eq!(w[0].to_f32(), 0.75);
    /// ```
    #[derive(Eq)]
    pub struct Signum {
        momentum: Decay,
    }
}

impl Signum {
    /// α = 0.9, as in the paper.
    pub const DEFAULT: Self = Self { momentum: Decay::from_bits(58_982) };

    /// α in [0, 0.996], rounded to a multiple of 2⁻¹⁶.
    ///
    /// # Errors
    /// `momentum` out of its range.
    pub const fn new(momentum: f32) -> Result<Self, Error> {
        match bounded("momentum", momentum) {
            Ok(momentum) => error::validated!(Self { momentum }),
            Err(error) => Err(error),
        }
    }

    const fn validate(self) -> Result<(), Error> {
        validate_bounded("momentum", self.momentum)
    }
}

default!(Signum);

/// The scalars of one step.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    /// The decay of m.
    decay: u32,
    stride: Gain,
}

impl Rule for Signum {}

impl sealed::Rule for Signum {
    type State = i32;
    type Scalars = Scalars;

    const NAME: &'static str = "Signum";

    fn begin(&self, _t: u32, rate: Scale, formats: Formats) -> Result<Scalars, Scale> {
        let decay = u32::from(self.momentum.to_bits());
        Ok(Scalars { decay, stride: stride(rate, formats)? })
    }

    #[inline]
    fn accumulate(s: &Scalars, g: i16, m: &mut i32) {
        *m = decay(*m, s.decay).wrapping_add(widen(g));
    }

    #[inline]
    fn descend<D: Rounding>(s: &Scalars, w: &mut i32, _g: i16, m: &mut i32, d: &mut D) -> bool {
        descend(w, *m, s.stride, d)
    }

    fn validate_state(&self, m: &i32) -> Result<(), Error> {
        validate_sum(*m, self.momentum)
    }
}
