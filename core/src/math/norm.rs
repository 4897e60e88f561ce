//! ‖x‖ that neither overflows nor vanishes, and the factor that brings it down to a maximum.

use super::{LARGEST_ROOT, powf, sqrt};
use crate::Zero;
use crate::words::words;

/// A norm as a number of ordinary size over a power of two, so that one beyond `f32` is still right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Norm {
    /// ‖s x‖.
    scaled: f32,
    /// s.
    scale: f32,
}

/// What clipping multiplies a gradient by: first by the power of two, then by the rest.
///
/// One after the other, as the product of both may lie below the range of `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ClipFactor {
    scale: f32,
    rest: f32,
}

impl Default for ClipFactor {
    fn default() -> Self {
        Self::ONE
    }
}

impl ClipFactor {
    /// Nothing changes.
    pub(crate) const ONE: Self = Self { scale: 1.0, rest: 1.0 };

    #[inline]
    pub(crate) const fn apply(self, g: f32) -> f32 {
        g * self.scale * self.rest
    }
}

impl Norm {
    /// ‖x‖₂ of finite numbers: of (3e30, 4e30) it is 5e30, though their squares are not finite. NaN if one
    /// of them is.
    #[allow(clippy::needless_pass_by_value)] // an iterator is made where it is passed
    pub(crate) fn l2(values: impl Iterator<Item = f32> + Clone) -> Self {
        let mut walk = NormWalk::ZERO;
        loop {
            walk.push(values.clone());
            if let Some(norm) = walk.end() {
                return norm;
            }
        }
    }

    /// The norm itself, at most `f32::MAX`.
    pub(crate) const fn value(self) -> f32 {
        let value = self.scaled / self.scale;
        if value > f32::MAX { f32::MAX } else { value }
    }

    /// max / (n + ε) where n + ε is above the maximum, otherwise 1.
    pub(crate) fn factor(self, max: f32, epsilon: f32) -> ClipFactor {
        let n = self.scaled + epsilon * self.scale;
        if n > max * self.scale {
            ClipFactor { scale: self.scale, rest: max / n }
        } else {
            ClipFactor::ONE
        }
    }
}

/// Which norm: ‖x‖ₚ = (Σ |x|ᵖ)^(1/p).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum NormType {
    /// Σ |x|.
    L1,
    /// √Σ x²; where no other is wanted,
    /// [`ClipByGlobalNorm`](crate::gradient::ClipByGlobalNorm) is smaller.
    L2,
    /// max |x|.
    LInfinity,
    /// Any p above 0; below 1 it is no norm, but PyTorch takes it too.
    Lp(f32),
}

words! { enum NormType { 0 L1, 1 L2, 2 LInfinity, 3 Lp(p) } }

/// ‖x‖₂ in the making: numbers may come in parts, and are walked again if their squares leave the range.
///
/// The plain sum of squares is used where it is a normal number; only otherwise are the numbers walked
/// twice more, for the largest and then scaled by a power of two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct NormWalk {
    sum: f32,
    /// 0 in the first walk, −1 while the largest is looked for, then what numbers are scaled by.
    scale: f32,
}

impl Zero for NormWalk {
    const ZERO: Self = Self { sum: 0.0, scale: 0.0 };

    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl NormWalk {
    /// The next numbers of this walk.
    #[inline]
    pub(crate) fn push(&mut self, values: impl Iterator<Item = f32>) {
        self.sum = if self.scale == 0.0 {
            values.fold(self.sum, |sum, x| sum + x * x)
        } else {
            self.push_again(values)
        };
    }

    /// Seldom: kept out of the way of the plain sum.
    #[cold]
    #[inline(never)]
    fn push_again(self, values: impl Iterator<Item = f32>) -> f32 {
        // One loop for both walks: who makes the numbers, which may be a whole rule, is linked once.
        values.fold(self.sum, |sum, x| {
            if self.scale < 0.0 {
                sum.max(x.abs())
            } else {
                sum + (x * self.scale) * (x * self.scale)
            }
        })
    }

    /// At the end of a walk: whether one of the numbers is NaN or has no finite square, as far as this walk tells. Of numbers
    /// of which no walk tells it, there is none.
    #[inline]
    pub(crate) const fn has_no_root(self) -> bool {
        // A sum that is infinite says nothing yet: many small squares may have left the range. The walk for the largest does.
        self.sum.is_nan() || self.scale < 0.0 && self.sum > LARGEST_ROOT
    }

    /// The end of a walk: the norm, or `None` if the numbers are to be walked once more. Then it is as new.
    #[inline]
    pub(crate) fn end(&mut self) -> Option<Norm> {
        let Self { sum, scale } = *self;
        if scale == 0.0 && (sum >= f32::MIN_POSITIVE && sum <= f32::MAX || sum.is_nan()) {
            *self = Self::ZERO;
            return Some(Norm { scaled: sqrt(sum), scale: 1.0 });
        }
        self.end_again()
    }

    #[cold]
    #[inline(never)]
    fn end_again(&mut self) -> Option<Norm> {
        let Self { sum, scale } = *self;
        if scale == 0.0 {
            *self = Self { sum: 0.0, scale: -1.0 };
        } else if scale < 0.0 {
            *self = Self { sum: 0.0, scale: unscale(sum) };
        } else {
            *self = Self::ZERO;
            return Some(Norm { scaled: sqrt(sum), scale });
        }
        None
    }
}

/// Any ‖x‖ₚ in the making: a walk for the largest, and for all but that one of scaled powers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct AnyNormWalk {
    sum: f32,
    /// 0 while the largest is looked for, then what numbers are scaled by.
    scale: f32,
}

impl AnyNormWalk {
    pub(crate) const NEW: Self = Self { sum: 0.0, scale: 0.0 };

    /// The next numbers of this walk.
    pub(crate) fn push(&mut self, kind: NormType, values: impl Iterator<Item = f32>) {
        let scale = self.scale;
        self.sum = if scale == 0.0 {
            largest(self.sum, values)
        } else {
            values.fold(self.sum, |sum, x| sum + power(kind, (x * scale).abs()))
        };
    }

    /// The end of a walk: the norm, or `None` if the numbers are to be walked once more. Then it is as new.
    pub(crate) fn end(&mut self, kind: NormType) -> Option<Norm> {
        let Self { sum, scale } = *self;
        *self = Self::default();
        if kind == NormType::LInfinity {
            return Some(Norm { scaled: sum, scale: 1.0 });
        }
        if scale == 0.0 {
            self.scale = unscale(sum);
            return None;
        }
        let scaled = match kind {
            NormType::Lp(p) => powf(sum, 1.0 / p),
            NormType::L2 => sqrt(sum),
            NormType::L1 | NormType::LInfinity => sum,
        };
        Some(Norm { scaled, scale })
    }
}

/// |x|ᵖ.
fn power(kind: NormType, x: f32) -> f32 {
    match kind {
        NormType::Lp(p) => powf(x, p),
        NormType::L2 => x * x,
        NormType::L1 | NormType::LInfinity => x,
    }
}

/// The largest magnitude, at least `least`.
fn largest(least: f32, values: impl Iterator<Item = f32>) -> f32 {
    values.fold(least, |largest: f32, x| largest.max(x.abs()))
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

    #[allow(clippy::needless_pass_by_value)]
    fn any(kind: NormType, values: impl Iterator<Item = f32> + Clone) -> Norm {
        let mut walk = AnyNormWalk::default();
        loop {
            // In parts, as a step that is cut would.
            walk.push(kind, values.clone().take(1));
            walk.push(kind, values.clone().skip(1));
            if let Some(norm) = walk.end(kind) {
                assert_eq!(walk, AnyNormWalk::default());
                return norm;
            }
        }
    }

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
            assert_eq!(any(NormType::L1, values.clone()).value(), 7.0 * unit, "2^{power}");
            assert_eq!(any(NormType::L2, values.clone()).value(), 5.0 * unit, "2^{power}");
            assert_eq!(any(NormType::LInfinity, values.clone()).value(), 4.0 * unit, "2^{power}");
            let cubes = any(NormType::Lp(3.0), values).value();
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
    fn parts_make_the_bits_of_the_whole() {
        for scale in [1e-30, 1.0, 1e30] {
            let values = [3.0, -4.0, 0.1, 7.7, -0.3].map(|x| x * scale);
            let whole = Norm::l2(values.into_iter());
            for cut in 0..5 {
                let (mut walk, mut norm) = (NormWalk::ZERO, None);
                while norm.is_none() {
                    walk.push(values[..cut].iter().copied());
                    walk.push(values[cut..].iter().copied());
                    norm = walk.end();
                }
                assert_eq!((norm, walk), (Some(whole), NormWalk::ZERO));
            }
        }
    }

    #[test]
    fn of_nothing_the_norm_is_nothing() {
        let norm = Norm::l2([0.0; 3].into_iter());
        assert_eq!((norm.value(), norm.factor(0.0, 0.0)), (0.0, ClipFactor::ONE));
        assert_eq!(Norm::l2(core::iter::empty()).value(), 0.0);
    }

    #[test]
    fn a_nan_is_not_hidden() {
        assert!(Norm::l2([1.0, f32::NAN].into_iter()).value().is_nan());
    }
}
