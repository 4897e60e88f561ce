//! ‖g‖ that neither overflows nor vanishes, and the factor that brings it down to a maximum.

use crate::math::{powf, sqrt};

/// A norm as a number of ordinary size over a power of two, so that one beyond `f32` is still right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Norm {
    /// ‖s g‖.
    scaled: f32,
    /// s.
    scale: f32,
}

/// What `Norm::factor` multiplies a gradient by: first by the power of two, then by the rest.
///
/// One after the other, as the product of both may lie below the range of `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    scale: f32,
    rest: f32,
}

impl Factor {
    /// Nothing changes.
    pub(crate) const ONE: Self = Self { scale: 1.0, rest: 1.0 };

    #[inline]
    pub(crate) const fn apply(self, g: f32) -> f32 {
        g * self.scale * self.rest
    }
}

impl Norm {
    /// ‖x‖₂ of finite numbers: of (3e30, 4e30) it is 5e30, though their squares are not finite.
    ///
    /// The plain sum of squares is used where it is a normal number; only otherwise are the numbers
    /// walked twice more, scaled by a power of two. NaN if one of them is.
    pub(crate) fn l2(values: impl Iterator<Item = f32> + Clone) -> Self {
        let sum = values.clone().fold(0.0, |sum, x| sum + x * x);
        if sum >= f32::MIN_POSITIVE && sum <= f32::MAX || sum.is_nan() {
            return Self { scaled: sqrt(sum), scale: 1.0 };
        }
        let scale = unscale(largest(values.clone()));
        let sum = values.fold(0.0, |sum, x| sum + (x * scale) * (x * scale));
        Self { scaled: sqrt(sum), scale }
    }

    /// Σ |x|.
    pub(crate) fn l1(values: impl Iterator<Item = f32> + Clone) -> Self {
        let scale = unscale(largest(values.clone()));
        Self { scaled: values.fold(0.0, |sum, x| sum + (x * scale).abs()), scale }
    }

    /// (Σ |x|ᵖ)^(1/p), p above 0.
    pub(crate) fn lp(p: f32, values: impl Iterator<Item = f32> + Clone) -> Self {
        let scale = unscale(largest(values.clone()));
        let sum = values.fold(0.0, |sum, x| sum + powf((x * scale).abs(), p));
        Self { scaled: powf(sum, 1.0 / p), scale }
    }

    /// max |x|.
    pub(crate) fn l_infinity(values: impl Iterator<Item = f32>) -> Self {
        Self { scaled: largest(values), scale: 1.0 }
    }

    /// The norm itself, at most `f32::MAX`.
    pub(crate) const fn value(self) -> f32 {
        let value = self.scaled / self.scale;
        if value > f32::MAX { f32::MAX } else { value }
    }

    /// max / (n + ε) where n + ε is above the maximum, otherwise 1.
    pub(crate) fn factor(self, max: f32, epsilon: f32) -> Factor {
        let n = self.scaled + epsilon * self.scale;
        if n > max * self.scale { Factor { scale: self.scale, rest: max / n } } else { Factor::ONE }
    }
}

/// The largest magnitude.
fn largest(values: impl Iterator<Item = f32>) -> f32 {
    values.fold(0.0, |largest: f32, x| largest.max(x.abs()))
}

/// The power of two that brings a magnitude into [1, 2); a subnormal one at least above 2⁻²².
pub(crate) const fn unscale(magnitude: f32) -> f32 {
    const INVERSE_OF_LARGEST: u32 = 0x0040_0000; // 2⁻¹²⁷, a subnormal number
    match 254_u32.saturating_sub(magnitude.to_bits() >> 23) {
        0 => f32::from_bits(INVERSE_OF_LARGEST),
        exponent => f32::from_bits(exponent << 23),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_norm_overflows_or_vanishes() {
        for power in [-149, -140, -126, -60, 0, 60, 120, 125] {
            let unit = f32::from_bits(if power < -126 {
                1 << (power + 149)
            } else {
                ((power + 127) as u32) << 23
            });
            let values = [3.0 * unit, -4.0 * unit].into_iter();
            assert_eq!(Norm::l2(values.clone()).value(), 5.0 * unit, "2^{power}");
            assert_eq!(Norm::l1(values.clone()).value(), 7.0 * unit, "2^{power}");
            assert_eq!(Norm::l_infinity(values.clone()).value(), 4.0 * unit, "2^{power}");
            let cubes = Norm::lp(3.0, values).value();
            assert!((cubes / unit - 4.497_941_4).abs() <= 0.5, "2^{power}: {cubes}");
        }
    }

    #[test]
    fn a_norm_beyond_the_largest_number_still_gives_the_right_factor() {
        let values = [f32::MAX; 16];
        let norm = Norm::l2(values.into_iter());
        assert_eq!(norm.value(), f32::MAX);
        assert_eq!(norm.factor(8.0, 0.0).apply(f32::MAX), 2.0);
        assert_eq!(norm.factor(8e-30, 0.0).apply(f32::MAX), 2e-30);
    }

    #[test]
    fn of_nothing_the_norm_is_nothing() {
        let norm = Norm::l2([0.0; 3].into_iter());
        assert_eq!((norm.value(), norm.factor(0.0, 0.0)), (0.0, Factor::ONE));
        assert_eq!(Norm::l2(core::iter::empty()).value(), 0.0);
    }

    #[test]
    fn a_nan_is_not_hidden() {
        assert!(Norm::l2([1.0, f32::NAN].into_iter()).value().is_nan());
    }
}
