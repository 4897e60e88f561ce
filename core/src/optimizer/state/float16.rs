//! 16-bit floats by integer operations: a processor needs no instruction for them.
//!
//! | | sign | exponent | mantissa | range | relative step |
//! |---|---|---|---|---|---|
//! | bf16 | 1 | 8 | 7 | that of `f32` | 2⁻⁷ |
//! | f16 | 1 | 5 | 10 | 6.0e-8 to 65504 | 2⁻¹⁰ |
//!
//! Rounding is stochastic: up with the probability of the part that is cut off, so that the mean is
//! the number itself. Rounded to nearest, an average stands still once its steps are below half a unit.

use core::fmt::Debug;

/// A 16-bit float. `noise` is 32 random bits; `NEAREST` in its place rounds to nearest.
pub trait Float16: Copy + Debug + 'static {
    /// The seed of its rounding.
    const SEED: u32;
    /// Whether squares are kept as their roots.
    const ROOTS: bool;
    /// The code of ∞, which is the smallest whose magnitude is not finite.
    const INFINITY: u16;

    /// The number of a code, exactly.
    fn decode(code: u16) -> f32;

    /// The code below or above a number in magnitude; the largest finite one for a finite number
    /// beyond it.
    fn encode(x: f32, noise: u32) -> u16;
}

/// The `noise` that rounds to nearest, ties away from 0.
pub(in crate::optimizer) const NEAREST: u32 = 1 << 31;

/// The largest bits of a magnitude that is finite.
const FINITE: u32 = 0x7f7f_ffff;

/// 16 bits, the upper half of an `f32`: its range, and a relative step of 2⁻⁷.
///
/// `SEED` is that of the stochastic rounding. A step takes 256 bytes of stack for each value of a parameter's state, as 64
/// parameters are moved at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Bf16<const SEED: u32 = 0>;

impl<const SEED: u32> Float16 for Bf16<SEED> {
    const SEED: u32 = SEED;
    const ROOTS: bool = false;
    const INFINITY: u16 = 0x7f80;

    #[inline]
    fn decode(code: u16) -> f32 {
        f32::from_bits(u32::from(code) << 16)
    }

    #[inline]
    fn encode(x: f32, noise: u32) -> u16 {
        // Below 2¹²⁷ nothing carries into the sign, so that it stays where it is.
        if x.to_bits() << 1 < 0xfe00_0000 {
            return (x.to_bits().wrapping_add(noise >> 16) >> 16) as u16;
        }
        encode_large(x, noise)
    }
}

/// Seldom, but no call: it would take the registers of the loop around it.
#[inline]
fn encode_large(x: f32, noise: u32) -> u16 {
    let (sign, magnitude) = split(x);
    if magnitude > FINITE {
        return sign | special(magnitude, Bf16::<0>::INFINITY, 0x7fc0);
    }
    sign | ((magnitude + (noise >> 16)) >> 16).min(0x7f7f) as u16
}

/// 16 bits of IEEE 754 half precision: a relative step of 2⁻¹⁰ between 6.1e-5 and 65504, an absolute
/// one of 6.0e-8 below.
///
/// An average of squares is kept as its root, so that |g| from 2e-6 (with β₂ = 0.999) is seen; the
/// square itself would vanish below 5.5e-3. `SEED` is that of the stochastic rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct F16<const SEED: u32 = 0>;

impl<const SEED: u32> Float16 for F16<SEED> {
    const SEED: u32 = SEED;
    const ROOTS: bool = true;
    const INFINITY: u16 = 0x7c00;

    #[inline]
    fn decode(code: u16) -> f32 {
        const EXPONENTS: f32 = 5.192_297e33; // 2¹¹², between the biases 127 and 15
        let magnitude = u32::from(code & 0x7fff);
        let x = if magnitude < 0x7c00 {
            f32::from_bits(magnitude << 13) * EXPONENTS
        } else {
            f32::from_bits(0x7f80_0000 | magnitude << 13)
        };
        f32::from_bits(x.to_bits() | u32::from(code & 0x8000) << 16)
    }

    #[inline]
    fn encode(x: f32, noise: u32) -> u16 {
        const LARGEST: u32 = 0x477f_e000; // 65504
        const SMALLEST_NORMAL: u32 = 113 << 23; // 2⁻¹⁴
        let (sign, magnitude) = split(x);
        if magnitude > FINITE {
            return sign | special(magnitude, Self::INFINITY, 0x7e00);
        }
        if magnitude >= LARGEST {
            return sign | 0x7bff;
        }
        if magnitude >= SMALLEST_NORMAL {
            return sign | (((magnitude + (noise >> 19)) >> 13) - (112 << 10)) as u16;
        }
        // In units of 2⁻²⁴: the mantissa shifted by how far the exponent lies below.
        let exponent = magnitude >> 23;
        if exponent == 0 {
            return sign; // below 2⁻¹²⁶
        }
        let (mantissa, shift) = (magnitude & 0x7f_ffff | 1 << 23, 126 - exponent);
        let mantissa = mantissa.checked_shr(shift.saturating_sub(31)).unwrap_or(0);
        let shift = shift.min(31);
        sign | ((mantissa + (noise >> (32 - shift))) >> shift) as u16
    }
}

/// The sign as the bit of a code, and the bits of the magnitude.
const fn split(x: f32) -> (u16, u32) {
    ((x.to_bits() >> 16) as u16 & 0x8000, x.to_bits() & 0x7fff_ffff)
}

const fn special(magnitude: u32, infinity: u16, nan: u16) -> u16 {
    if magnitude > 0x7f80_0000 { nan } else { infinity }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(ours: f32, theirs: f32) -> bool {
        ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan()
    }

    #[test]
    fn every_code_is_decoded_as_the_crate_half_does_and_encoded_back() {
        for code in 0..=u16::MAX {
            let (b, f) = (half::bf16::from_bits(code), half::f16::from_bits(code));
            assert!(same(Bf16::<0>::decode(code), b.to_f32()), "bf16 {code:#x}");
            assert!(same(F16::<0>::decode(code), f.to_f32()), "f16 {code:#x}");
            for noise in [0, NEAREST, u32::MAX] {
                if !b.is_nan() {
                    assert_eq!(Bf16::<0>::encode(b.to_f32(), noise), code, "bf16 {code:#x}");
                }
                if !f.is_nan() {
                    assert_eq!(F16::<0>::encode(f.to_f32(), noise), code, "f16 {code:#x}");
                }
            }
        }
    }

    #[test]
    fn to_nearest_is_what_the_crate_half_rounds_to_but_for_ties() {
        for i in 0..2_000_000_u32 {
            let x = f32::from_bits(i.wrapping_mul(2_654_435_761) | 1); // odd: no tie in bf16 or f16
            let (b, f) = (half::bf16::from_f32(x), half::f16::from_f32(x));
            let ours = Bf16::<0>::decode(Bf16::<0>::encode(x, NEAREST));
            assert!(same(ours, b.to_f32()) || saturates(ours, x, b.to_f32()), "bf16 of {x}");
            let ours = F16::<0>::decode(F16::<0>::encode(x, NEAREST));
            assert!(same(ours, f.to_f32()) || saturates(ours, x, f.to_f32()), "f16 of {x}");
        }
    }

    /// A finite number stays finite.
    fn saturates(ours: f32, x: f32, theirs: f32) -> bool {
        x.is_finite() && theirs.is_infinite() && ours.is_finite()
    }

    #[test]
    fn the_mean_of_stochastic_rounding_is_the_number() {
        const COUNT: u32 = 1 << 16;
        let mean = |encode: fn(f32, u32) -> u16, decode: fn(u16) -> f32, x: f32| {
            // Every noise of 16 bits once: the mean is exact up to the bits below.
            let sum = |i: u32| f64::from(decode(encode(x, i << 16 | 0x8000)));
            (0..COUNT).map(sum).sum::<f64>() / f64::from(COUNT)
        };
        for x in [1.001_f32, -3.7, 1e-3, 65_000.3, 7.1e-6, -4.4e-8, 1e-9, 3e-13] {
            let exact = f64::from(x);
            let b = mean(Bf16::<0>::encode, Bf16::<0>::decode, x);
            assert!((b - exact).abs() <= 1e-5 * exact.abs(), "bf16: {b} for {x}");
            let f = mean(F16::<0>::encode, F16::<0>::decode, x);
            let unit = 5.960_464_5e-8 / f64::from(COUNT);
            assert!((f - exact).abs() <= 1e-5 * exact.abs() + unit, "f16: {f} for {x}");
        }
    }
}
