//! ṽ, Adam's sum of squares, in one word: mantissa · 4^exponent, in units of 2⁻¹² squared units of
//! the gradient.
//!
//! The largest square of an i16 is 2³⁰, a thousand of them 2⁴⁰, and the smallest that matters has to
//! survive a decay by 0.999: more than 32 bits, while 26 significant ones do. As in a float, the
//! magnitude goes into an exponent; a base of 4 keeps the root a whole shift.

use super::{Q, gain::product};
use crate::Error;

/// Bits of the mantissa; the exponent has the other four.
const MANTISSA: u32 = 28;
/// Fraction bits of a squared unit of the gradient.
const FRACTION: u32 = 12;
const LARGEST_EXPONENT: u32 = 15;

/// mantissa · 4^exponent; the mantissa has 27 or 28 bits unless the exponent is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Second(u32);

impl Second {
    pub(super) const ZERO: Self = Self(0);

    pub(super) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(super) const fn to_bits(self) -> u32 {
        self.0
    }

    /// Whether [`accumulate`](Self::accumulate) can have left it behind.
    pub(super) const fn validate(self) -> Result<(), Error> {
        if self.exponent() == 0 || self.mantissa() >> (MANTISSA - 2) != 0 {
            return Ok(());
        }
        let allowed =
            "a mantissa of 2^26 at least, unless the exponent in the lowest four bits is 0";
        let value = Q::<u32, 0>::from_bits(self.0).to_f32(); // as of the sums beside it
        Err(Error::OutOfRange { field: "state", value, allowed })
    }

    #[inline]
    pub(super) const fn mantissa(self) -> u32 {
        self.0 >> 4
    }

    #[inline]
    pub(super) const fn exponent(self) -> u32 {
        self.0 & 15
    }

    /// self · beta2 + square, for square ≤ 2³⁰; the decay rounds down, so that it reaches 0.
    #[inline]
    pub(super) const fn accumulate(self, square: u32, beta2: u32) -> Self {
        let (mut mantissa, mut exponent) = (product(self.mantissa(), beta2), self.exponent());
        while exponent < 7 && square >> (MANTISSA - FRACTION + 2 * exponent) != 0 {
            (mantissa, exponent) = raised(mantissa, exponent);
        }
        mantissa = mantissa.wrapping_add(share(square, exponent));
        if mantissa >> MANTISSA != 0 {
            (mantissa, exponent) = raised(mantissa, exponent);
        }
        while exponent > 0 && mantissa >> (MANTISSA - 2) == 0 {
            (mantissa, exponent) = (mantissa << 2, exponent - 1);
        }
        Self(mantissa << 4 | exponent)
    }
}

/// The same value with an exponent more, rounded to nearest; at the last exponent it stays at the end
/// of its range, which only the largest gradient at β₂ = 1 − 2⁻¹⁶ reaches.
const fn raised(mantissa: u32, exponent: u32) -> (u32, u32) {
    if exponent == LARGEST_EXPONENT {
        ((1 << MANTISSA) - 1, exponent)
    } else {
        (mantissa.wrapping_add(2) >> 2, exponent + 1)
    }
}

/// The square in units of 4^exponent, rounded to nearest, where it fits.
#[inline]
const fn share(square: u32, exponent: u32) -> u32 {
    if exponent <= FRACTION / 2 {
        square << (FRACTION - 2 * exponent)
    } else {
        let down = 2 * exponent - FRACTION;
        square.wrapping_add(1 << (down - 1)) >> down
    }
}
