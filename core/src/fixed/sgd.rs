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
    Decay, Formats, Q, Rounding, Rule,
    gain::{GUARD, Gain, decay, widen},
    rule::{sealed, subtract},
    scale::Scale,
};
use crate::{Error, config::config, error};

/// The largest decay whose sum of gradients fits: (2³¹ − 1) (1 − α) ≥ 2²³.
const LARGEST_DECAY: u16 = 65_279;

/// A decay whose accumulated gradients cannot overflow, from a number.
pub(super) const fn bounded(field: &'static str, value: f32) -> Result<Decay, Error> {
    match Decay::from_f32(value) {
        Ok(decay) if decay.to_bits() <= LARGEST_DECAY => Ok(decay),
        _ => Err(Error::OutOfRange { field, value, allowed: BOUNDED }),
    }
}

const BOUNDED: &str = "at least 0 and at most 0.996";

/// Whether the accumulated gradients of this decay cannot overflow.
pub(super) const fn validate_bounded(field: &'static str, decay: Decay) -> Result<(), Error> {
    if decay.to_bits() <= LARGEST_DECAY {
        Ok(())
    } else {
        Err(Error::OutOfRange { field, value: decay.to_f32(), allowed: BOUNDED })
    }
}

/// Whether m can be a sum of gradients with this decay: |m| (1 − α) ≤ 2¹⁵ · 2⁸.
pub(super) fn validate_sum(m: i32, decay: Decay) -> Result<(), Error> {
    let rest = (1 << 16) - u64::from(decay.to_bits());
    if u64::from(m.unsigned_abs()) * rest <= 1 << (15 + GUARD + 16) {
        return Ok(());
    }
    let allowed = "an integer of magnitude 2^23 / (1 - decay) at most, as a sum of gradients has";
    // By its bits: a conversion would be a routine in place of a float instruction, where there is none.
    Err(Error::OutOfRange { field: "state", value: Q::<i32, 0>::from_bits(m).to_f32(), allowed })
}

/// w ← w − η g, for η below 2^(G − W + 15).
///
/// ```
/// use thalweg::fixed::{Gradient, Optimizer, Rate, Sgd, Weight};
/// let mut w = [Weight::from_f32(1.0).unwrap()];
/// let mut optimizer = Optimizer::<Sgd, [Weight; 1]>::new(Sgd).unwrap();
/// optimizer.step(&mut w, &[Gradient::from_f32(0.5).unwrap()], Rate::from_f32(0.25).unwrap()).unwrap();
/// assert_eq!(w[0].to_f32(), 0.875);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sgd;

impl Rule for Sgd {}

impl sealed::Rule for Sgd {
    type State = ();
    type Scalars = Gain;

    const NAME: &'static str = "Sgd";

    fn begin(&self, _t: u32, rate: Scale, formats: Formats) -> Result<Gain, Scale> {
        Gain::narrow(rate, formats.gradient, formats.parameter)
    }

    #[inline]
    fn descend<D: Rounding>(gain: &Gain, w: &mut i32, g: i16, (): &mut (), d: &mut D) -> bool {
        subtract(w, d.narrow(i32::from(g), *gain))
    }

    fn validate_state(&self, (): &()) -> Result<(), Error> {
        Ok(())
    }
}

config! {
    /// m ← α m + g; w ← w − η m, for η below 2^(G − W + 7): 0.125 in the default formats.
    ///
    /// 4 bytes of state a parameter. With no gradient the velocity reaches exactly 0.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Momentum, Optimizer, Rate, Weight};
    /// use thalweg::valid;
    /// const RULE: Momentum = valid!(Momentum::new(0.5));
    /// let mut w = [Weight::from_f32(1.0).unwrap()];
    /// let mut optimizer = Optimizer::<Momentum, [Weight; 1]>::new(RULE).unwrap();
    /// for g in [0.5, 0.0] {
    ///     let g = Gradient::from_f32(g).unwrap();
    ///     optimizer.step(&mut w, &[g], Rate::from_f32(0.0625).unwrap()).unwrap();
    /// }
    /// assert_eq!(w[0].to_f32(), 1.0 - 0.0625 * (0.5 + 0.25));
    /// assert!(Momentum::new(0.999).is_err()); // its sum would not fit
    /// ```
    #[derive(Eq)]
    pub struct Momentum {
        momentum: Decay,
    }
}

config! {
    /// m ← α m + g; w ← w − η (g + α m), for η below 2^(G − W + 7): 0.125 in the default formats.
    ///
    /// 4 bytes of state a parameter.
    ///
    /// ```
    /// use thalweg::fixed::{Gradient, Nesterov, Optimizer, Rate, Weight};
    /// let mut w = [Weight::from_f32(1.0).unwrap()];
    /// let mut optimizer = Optimizer::<Nesterov, [Weight; 1]>::new(Nesterov::new(0.5).unwrap()).unwrap();
    /// optimizer.step(&mut w, &[Gradient::from_f32(0.5).unwrap()], Rate::from_f32(0.0625).unwrap()).unwrap();
    /// assert_eq!(w[0].to_f32(), 1.0 - 0.0625 * (0.5 + 0.25));
    /// ```
    #[derive(Eq)]
    pub struct Nesterov {
        momentum: Decay,
    }
}

/// The scalars of one step with momentum.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    alpha: u32,
    gain: Gain,
}

macro_rules! momentum_rule {
    ($rule:ident: $($methods:item)*) => {
        impl $rule {
            /// α = 0.9: the average of about ten gradients.
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

        impl Default for $rule {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl Rule for $rule {}

        impl sealed::Rule for $rule {
            type State = i32;
            type Scalars = Scalars;

            const NAME: &'static str = stringify!($rule);

            fn begin(&self, _t: u32, rate: Scale, formats: Formats) -> Result<Scalars, Scale> {
                let gain = Gain::wide(rate, formats.gradient + GUARD, formats.parameter)?;
                Ok(Scalars { alpha: u32::from(self.momentum.to_bits()), gain })
            }

            $(#[inline] $methods)*

            fn validate_state(&self, m: &i32) -> Result<(), Error> {
                validate_sum(*m, self.momentum)
            }
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
