//! Q formats: an integer read as a multiple of 2⁻ᶠ.
//!
//! `Q<i32, 22>` holds −512 to 512 in steps of 2.4e-7; `Q<i16, 12>` −8 to 8 in steps of 2.4e-4. The
//! fraction is a constant of the type, so formats cannot be mixed by mistake and cost nothing.

use crate::{Error, error};

/// The integer `bits` read as bits · 2⁻ᶠ.
///
/// Converting from a float rounds to nearest, ties away from zero, like `f32::round`.
/// A float is taken apart and put together by its bits: without an FPU no routine for floats is linked.
///
/// ```
/// use thalweg::fixed::Weight;
/// assert_eq!(Weight::<22>::from_f32(1.5).unwrap().to_bits(), 3 << 21);
/// assert_eq!(Weight::<22>::from_bits(-1 << 20).to_f32(), -0.25);
/// assert!(Weight::<22>::from_f32(512.0).is_err());
/// assert_eq!(Weight::<22>::saturating_from_f32(-1e9), Weight::from_bits(i32::MIN));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[repr(transparent)]
pub struct Q<T, const F: u32>(pub(super) T);

/// A parameter: by default from −512 to 512 in steps of 2.4e-7.
pub type Weight<const W: u32 = 22> = Q<i32, W>;

/// An element of a gradient: by default from −8 to 8 in steps of 2.4e-4.
pub type Gradient<const G: u32 = 12> = Q<i16, G>;

/// A value in a network, what goes in or comes out: by default from −16 to 16 in steps of 4.9e-4.
pub type Activation<const A: u32 = 11> = Q<i16, A>;

/// A sum of gradients over samples: by default from −128 to 128 in steps of 6.0e-8.
pub type GradientSum<const S: u32 = 24> = Q<i32, S>;

/// A loss: from 0 to 65536 in steps of 1.5e-5.
pub type Loss = Q<u32, 16>;

/// A learning rate: from 0 to just below 2 in steps of 4.7e-10; 1 is exact.
pub type Rate = Q<u32, 31>;

/// A decay such as α, β₁, β₂: from 0 to just below 1 in steps of 1.5e-5.
pub type Decay = Q<u16, 16>;

impl<T: Copy, const F: u32> Q<T, F> {
    /// The number bits · 2⁻ᶠ.
    pub const fn from_bits(bits: T) -> Self {
        Self(bits)
    }

    /// The integer that is stored.
    pub const fn to_bits(self) -> T {
        self.0
    }
}

/// The bits of a float below 0 or not, magnitude · 2^exponent rounded to nearest, ties to even; between 2⁻¹²⁶ and
/// 2¹²⁸, or 0.
pub(super) const fn float(negative: bool, magnitude: u32, exponent: i32) -> f32 {
    // Both ways give the same bits; with an FPU this one is a few instructions.
    if cfg!(all(target_arch = "arm", target_abi = "eabihf")) {
        let scale = f32::from_bits((127_i32.wrapping_add(exponent) as u32) << 23);
        return if negative { -(magnitude as f32 * scale) } else { magnitude as f32 * scale };
    }
    if magnitude == 0 {
        return 0.0;
    }
    let up = magnitude.leading_zeros();
    let top = magnitude << up;
    // 24 bits, and one more where the rest is above a half, or the half of an odd number.
    let (kept, rest) = (top >> 8, top & 0xff);
    let rounded = kept.wrapping_add((rest > 0x80 || rest == 0x80 && kept & 1 == 1) as u32);
    // The exponent of a float is that of its first bit, which is no part of its fraction; a carry goes into it.
    let biased = exponent.wrapping_sub(up as i32).wrapping_add(127 + 31);
    let bits = ((biased as u32) << 23).wrapping_add(rounded.wrapping_sub(1 << 23));
    f32::from_bits(bits | (negative as u32) << 31)
}

/// Whether x is above 0, if it is a number; by its bits, and in a form that the compiler does not take for a comparison of
/// floats, which would be linked.
pub(super) const fn is_above_zero(x: f32) -> bool {
    x.to_bits().wrapping_sub(1) < 0x7fff_ffff
}

/// |x| · 2^raise rounded to nearest, ties away from zero, for raise up to 32; at most 2⁶³, and 0 for NaN.
const fn magnitude(x: f32, raise: u32) -> u64 {
    let bits = x.to_bits() & 0x7fff_ffff;
    let (exponent, fraction) = (bits >> 23, (bits & 0x7f_ffff) as u64);
    if exponent == 255 {
        return if fraction == 0 { 1 << 63 } else { 0 };
    }
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, 1) } else { (fraction | 1 << 23, exponent) };
    // x = mantissa · 2^(exponent − 150).
    let power = exponent.wrapping_add(raise);
    if power >= 150 {
        let up = power.wrapping_sub(150);
        return if up > 39 { 1 << 63 } else { mantissa << up };
    }
    let down = 150_u32.wrapping_sub(power);
    if down > 25 { 0 } else { mantissa.wrapping_add(1 << down >> 1) >> down }
}

macro_rules! storage {
    ($($integer:ty),*) => {$(
        impl<const F: u32> Q<$integer, F> {
            /// The nearest number of this format.
            ///
            /// # Errors
            /// `x` NaN, or outside the format's range.
            pub const fn from_f32(x: f32) -> Result<Self, Error> {
                // Above zero what rounds to the end is within; below, no more than the end itself.
                let least = float(false, (<$integer>::MIN as i64).unsigned_abs() as u32, -(F as i32));
                let within = if x.to_bits() >> 31 == 0 {
                    x.to_bits() <= f32::INFINITY.to_bits()
                        && magnitude(x, F) <= <$integer>::MAX as u64
                } else {
                    // Its sign is set. Without the sign the compiler would see a comparison of floats, and link one.
                    x.to_bits() <= 1 << 31 | least.to_bits()
                };
                if within {
                    Ok(Self::saturating_from_f32(x))
                } else {
                    let allowed = "within the range of the Q format";
                    Err(Error::OutOfRange { field: "value", value: x, allowed })
                }
            }

            /// The nearest number of this format, its end beyond its range, 0 for NaN.
            pub const fn saturating_from_f32(x: f32) -> Self {
                let (magnitude, end) = (magnitude(x, F), <$integer>::MAX as u64);
                Self(if x.to_bits() >> 31 == 0 {
                    if magnitude > end { <$integer>::MAX } else { magnitude as $integer }
                } else if magnitude > (<$integer>::MIN as i64).unsigned_abs() {
                    <$integer>::MIN
                } else {
                    (magnitude as i64).wrapping_neg() as $integer
                })
            }

            /// The number as a float; exact up to 24 significant bits.
            pub const fn to_f32(self) -> f32 {
                let bits = self.0 as i64;
                float(bits < 0, bits.unsigned_abs() as u32, -(F as i32))
            }
        }
    )*};
}

storage!(i16, i32, u16, u32);

/// Quantises a gradient to nearest, and returns how many of its elements saturated.
///
/// # Errors
/// Slices of different length; a NaN or an infinity (nothing is written then).
///
/// ```
/// use thalweg::fixed::{Gradient, quantize};
/// let mut gradient = [Gradient::<12>::default(); 2];
/// assert_eq!(quantize(&[0.5, -100.0], &mut gradient), Ok(1));
/// assert_eq!(gradient.map(Gradient::to_bits), [2048, i16::MIN]);
/// ```
pub fn quantize<const G: u32>(values: &[f32], into: &mut [Q<i16, G>]) -> Result<usize, Error> {
    error::same_length("gradient", into.len(), values.len())?;
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(Error::NotFinite { what: "gradient", index });
    }
    let mut saturated = 0_usize;
    for (&value, q) in values.iter().zip(into) {
        *q = Gradient::saturating_from_f32(value);
        // Of at most as many values as a slice has.
        let beyond = Q::<i16, G>::from_f32(value).is_err();
        saturated = saturated.wrapping_add(usize::from(beyond));
    }
    Ok(saturated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_those_of_floats() {
        let scale = f64::from(1_u32 << 22);
        let mut x = 1_u32;
        for _ in 0..200_000 {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let f = f32::from_bits(x ^ x >> 16);
            let right = if f.is_nan() { 0.0 } else { (f64::from(f) * scale).round() };
            assert_eq!(Weight::<22>::saturating_from_f32(f).0, right as i32, "{f:e}");
            assert_eq!(Q::<u32, 22>::saturating_from_f32(f).0, right as u32, "{f:e}");
            assert_eq!(Q::<i16, 22>::saturating_from_f32(f).0, right as i16, "{f:e}");
            let (scaled, wide) = (f64::from(f) * 4096.0, f64::from(f) * 65_536.0);
            let within = (-32_768.0..32_767.5).contains(&scaled);
            assert_eq!(Gradient::<12>::from_f32(f).is_ok(), within, "{f:e}");
            assert_eq!(Decay::from_f32(f).is_ok(), (0.0..65_535.5).contains(&wide), "{f:e}");
            let bits = (x as i32) >> (x & 31);
            assert_eq!(
                Weight::<22>::from_bits(bits).to_f32(),
                bits as f32 / (1_u32 << 22) as f32,
                "{bits}"
            );
            assert_eq!(Rate::from_bits(x).to_f32(), x as f32 / (1_u32 << 31) as f32, "{x}");
        }
        for bits in [0, 1, -1, i32::MAX, i32::MIN, 0x0100_0001, 0x0100_0003, 0x7fff_ff80] {
            assert_eq!(
                Weight::<22>::from_bits(bits).to_f32(),
                bits as f32 / (1_u32 << 22) as f32,
                "{bits}"
            );
        }
        for (f, bits) in [(0.5, 1), (-0.5, -1), (1.5, 2), (-1.5, -2), (0.499_999_97, 0), (-0.0, 0)]
        {
            assert_eq!(Q::<i16, 0>::saturating_from_f32(f).0, bits);
        }
    }
}
