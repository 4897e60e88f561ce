//! SGD, momentum and Nesterov's look-ahead in integers.
//!
//! m ← α m + g;  w ← w − η m  (Nesterov: w ← w − η (g + α m)): the equations, and the place of the
//! learning rate outside the velocity, are those of [`optimizer`](crate::optimizer).
//!
//! | what | format | rounding |
//! |---|---|---|
//! | g | `Q<i16, G>` | the caller's |
//! | α | Q0.16 | to nearest, once |
//! | m | i32, G + 8 fraction bits | α m towards zero: it dies out instead of cycling |
//! | η | 16 significant bits | to nearest, once a step |
//! | η m | in units of w | to nearest or stochastic, once |
//!
//! m cannot overflow: |m| ≤ |g| 2⁸ / (1 − α) < 2³¹ for every α up to 65279/65536 = 0.996.
//! Nesterov's direction g + α m obeys the same bound.

use super::{
    Decay, Formats, Rate, Rounding, Rule,
    gain::{GUARD, Gain, decay, scale, widen},
    rule::subtract,
};
use crate::Error;

/// The largest decay whose sum of gradients fits: (2³¹ − 1) (1 − α) ≥ 2²³.
const LARGEST_DECAY: u16 = 65_279;

/// A decay whose accumulated gradients cannot overflow.
pub(super) const fn bounded(field: &'static str, value: f32) -> Result<u32, Error> {
    match Decay::from_f32(value) {
        Ok(decay) if decay.to_bits() <= LARGEST_DECAY => Ok(decay.to_bits() as u32),
        _ => Err(Error::OutOfRange { field, value, allowed: "at least 0 and at most 0.996" }),
    }
}

/// w ← w − η g, for η below 2^(G − W + 15).
///
/// ```
/// use thalweg::fixed::{Gradient, Optimizer, Rate, Sgd, Weight};
/// let mut w = [Weight::from_f32(1.0).unwrap()];
/// let mut optimizer = Optimizer::<Sgd, 1>::new(Sgd).unwrap();
/// optimizer.step(&mut w, &[Gradient::from_f32(0.5).unwrap()], Rate::from_f32(0.25).unwrap()).unwrap();
/// assert_eq!(w[0].to_f32(), 0.875);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Sgd;

impl Rule for Sgd {
    type State = ();
    type Scalars = Gain;
    const ZERO: () = ();

    fn begin(&self, _t: u32, rate: Rate, formats: Formats) -> Option<Gain> {
        Gain::narrow(scale(rate), formats.gradient, formats.parameter)
    }

    #[inline]
    fn descend<D: Rounding>(gain: &Gain, w: &mut i32, g: i16, (): &mut (), d: &mut D) -> bool {
        subtract(w, d.narrow(i32::from(g), *gain))
    }
}

/// m ← α m + g; w ← w − η m, for η below 2^(G − W + 7): 0.125 in the default formats.
///
/// 4 bytes of state a parameter. With no gradient the velocity reaches exactly 0.
///
/// ```
/// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
/// use thalweg::valid;
/// const RULE: Momentum = valid!(Momentum::new(0.5));
/// let mut w = [Weight::from_f32(1.0).unwrap()];
/// let mut optimizer = Optimizer::<Momentum, 1>::new(RULE).unwrap();
/// for g in [0.5, 0.0] {
///     let g = Gradient::from_f32(g).unwrap();
///     optimizer.step(&mut w, &[g], Rate::from_f32(0.0625).unwrap()).unwrap();
/// }
/// assert_eq!(w[0].to_f32(), 1.0 - 0.0625 * (0.5 + 0.25));
/// assert!(Momentum::new(0.999).is_err()); // its sum would not fit
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Momentum {
    alpha: u32,
}

/// m ← α m + g; w ← w − η (g + α m), for η below 2^(G − W + 7): 0.125 in the default formats.
///
/// 4 bytes of state a parameter.
///
/// ```
/// use thalweg::fixed::{Gradient, Nesterov, Optimizer, Rate, Weight};
/// let mut w = [Weight::from_f32(1.0).unwrap()];
/// let mut optimizer = Optimizer::<Nesterov, 1>::new(Nesterov::new(0.5).unwrap()).unwrap();
/// optimizer.step(&mut w, &[Gradient::from_f32(0.5).unwrap()], Rate::from_f32(0.0625).unwrap()).unwrap();
/// assert_eq!(w[0].to_f32(), 1.0 - 0.0625 * (0.5 + 0.25));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Nesterov {
    alpha: u32,
}

/// The scalars of one step with momentum.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Scalars {
    alpha: u32,
    gain: Gain,
}

macro_rules! momentum_rule {
    ($rule:ident: $($methods:item)*) => {
        impl $rule {
            /// α = 0.9: the average of about ten gradients.
            pub const DEFAULT: Self = Self { alpha: 58_982 };

            /// α in [0, 0.996], rounded to a multiple of 2⁻¹⁶.
            ///
            /// # Errors
            /// `momentum` out of its range.
            pub const fn new(momentum: f32) -> Result<Self, Error> {
                match bounded("momentum", momentum) {
                    Ok(alpha) => Ok(Self { alpha }),
                    Err(error) => Err(error),
                }
            }
        }

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Rule for $rule {
            type State = i32;
            type Scalars = Scalars;
            const ZERO: i32 = 0;

            fn begin(&self, _t: u32, rate: Rate, formats: Formats) -> Option<Scalars> {
                let gain = Gain::wide(scale(rate), formats.gradient + GUARD, formats.parameter)?;
                Some(Scalars { alpha: self.alpha, gain })
            }

            $(#[inline] $methods)*
        }
    };
}

momentum_rule!(Momentum:
    fn accumulate(s: &Scalars, g: i16, m: &mut i32) {
        *m = decay(*m, s.alpha).wrapping_add(widen(g));
    }

    fn descend<D: Rounding>(s: &Scalars, w: &mut i32, _g: i16, m: &mut i32, d: &mut D) -> bool {
        subtract(w, d.wide(*m, s.gain))
    }
);
momentum_rule!(Nesterov:
    fn descend<D: Rounding>(s: &Scalars, w: &mut i32, g: i16, m: &mut i32, d: &mut D) -> bool {
        let g = widen(g);
        *m = decay(*m, s.alpha).wrapping_add(g);
        subtract(w, d.wide(decay(*m, s.alpha).wrapping_add(g), s.gain))
    }
);
