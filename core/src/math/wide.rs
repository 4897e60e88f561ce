//! m · 2ᵉ with a 32-bit m: eight bits more than f32, in integer instructions.
//!
//! A schedule divides steps, takes a cosine or a power, and must still be right to the last bits of
//! an f32. Soft f64 costs a Cortex-M4F over a hundred instructions an operation; here a product
//! is one `umull` and a quotient three `udiv`. Every u32 and every f32 from 0 up is exact. Integers
//! only, so the same bits everywhere.

use super::sqrt;

/// A number m · 2ᵉ from 0 up; m has its top bit set unless the number is 0.
///
/// Exponents are sums of a few that are born within ±2¹², or 64 times one: they stay within ±2²⁰. No sum of
/// them wraps; it is written as one that may because no compiler can follow that, and a check would be paid
/// in every user's build that checks sums.
///
/// Error bounds, relative: `times` 2⁻³¹, `over` 2⁻³¹, `plus` 2⁻³⁰, `to_f32` half an ulp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wide {
    pub(super) mantissa: u32,
    pub(super) exponent: i32,
}

impl Wide {
    /// 0: its exponent lies below every other, so that it is the smaller one of every sum.
    pub(crate) const ZERO: Self = Self { mantissa: 0, exponent: -0x1000 };
    pub(crate) const ONE: Self = Self { mantissa: 1 << 31, exponent: -31 };

    /// `mantissa` · 2^`exponent`, cut to 32 bits.
    pub(super) const fn cut(mantissa: u64, exponent: i32) -> Self {
        if mantissa == 0 {
            return Self::ZERO;
        }
        let zeros = mantissa.leading_zeros();
        Self {
            mantissa: ((mantissa << zeros) >> 32) as u32,
            exponent: exponent.wrapping_add(32 - zeros as i32),
        }
    }

    /// An integer, exact.
    pub(crate) const fn from_u32(x: u32) -> Self {
        if x == 0 {
            return Self::ZERO;
        }
        let zeros = x.leading_zeros();
        Self { mantissa: x << zeros, exponent: -(zeros as i32) }
    }

    /// An integer, cut to its first 32 bits.
    pub(crate) const fn from_u64(x: u64) -> Self {
        Self::cut(x, 0)
    }

    /// An integer, cut to its first 32 bits.
    pub(crate) const fn from_u128(x: u128) -> Self {
        let zeros = x.leading_zeros();
        if zeros >= 64 {
            return Self::from_u64(x as u64);
        }
        Self { mantissa: ((x << zeros) >> 96) as u32, exponent: 96 - zeros as i32 }
    }

    /// |x| of a finite number, exact.
    pub(crate) const fn from_f32(x: f32) -> Self {
        let bits = x.to_bits() & 0x7fff_ffff;
        let exponent = (bits >> 23) as i32;
        if exponent == 0 {
            let subnormal = Self::from_u32(bits);
            return Self { mantissa: subnormal.mantissa, exponent: subnormal.exponent - 149 };
        }
        Self { mantissa: bits << 8 | 1 << 31, exponent: exponent - 158 }
    }

    /// The nearest f32; beyond the largest one, that one.
    pub(crate) const fn to_f32(self) -> f32 {
        let bits = (self.mantissa as f32).to_bits();
        let exponent = self.exponent.wrapping_add((bits >> 23) as i32);
        if exponent > 0 && exponent < 255 {
            return self.to_normal_f32();
        }
        self.to_rare_f32()
    }

    /// The nearest f32 of a number that is not 0 and is within the range of normal ones; here its top bit need not be
    /// set.
    #[inline]
    pub(crate) const fn to_normal_f32(self) -> f32 {
        f32::from_bits((self.mantissa as f32).to_bits().wrapping_add((self.exponent as u32) << 23))
    }

    /// Zero, subnormal and overflowing results; one body for all, since they are rare.
    #[cold]
    #[inline(never)]
    const fn to_rare_f32(self) -> f32 {
        if self.exponent > 0 {
            return f32::MAX;
        }
        // In units of the smallest subnormal, 2⁻¹⁴⁹. What lies below half of it is 0.
        let shift = -149 - self.exponent;
        if self.mantissa == 0 || shift < 1 || shift > 32 {
            return 0.0;
        }
        // The last bit below rounds. The one before is shifted by itself, as 32 at once would be too far.
        let doubled = self.mantissa >> (shift - 1);
        f32::from_bits((doubled >> 1).wrapping_add(doubled & 1))
    }

    /// Whether it is 0.
    pub(crate) const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Whether it is below `other`.
    pub(crate) const fn is_below(self, other: Self) -> bool {
        self.exponent < other.exponent
            || self.exponent == other.exponent && self.mantissa < other.mantissa
    }

    /// 1 less this number, which is not 0 and at most about 1/2; its top bit need not be set.
    #[inline]
    pub(crate) const fn rest_of_one(self) -> Self {
        let mantissa = Self::ONE.mantissa.wrapping_sub(Self::ONE.aligned(self));
        Self { mantissa, exponent: Self::ONE.exponent }
    }

    /// The product.
    pub(crate) const fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        self.times_other_than_zero(other)
    }

    /// The product of two numbers that are not 0.
    #[inline]
    pub(super) const fn times_other_than_zero(self, other: Self) -> Self {
        let product = self.mantissa as u64 * other.mantissa as u64;
        let exponent = self.exponent.wrapping_add(other.exponent);
        // By halves: a shift of 64 bits by a number that is either of two takes more instructions.
        let (high, low) = ((product >> 32) as u32, product as u32);
        if high >> 31 == 1 {
            Self { mantissa: high, exponent: exponent.wrapping_add(32) }
        } else {
            Self { mantissa: high << 1 | low >> 31, exponent: exponent.wrapping_add(31) }
        }
    }

    /// The quotient; `other` is not 0. One body for all: three divisions cost more than the call.
    #[inline(never)]
    pub(crate) const fn over(self, other: Self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        // At least 2⁴³ and below 2⁴⁶: the first bit is in the upper half.
        let quotient = quotient(self.mantissa, other.mantissa);
        let zeros = ((quotient >> 32) as u32).leading_zeros() & 31;
        let difference = self.exponent.wrapping_sub(other.exponent);
        Self {
            mantissa: ((quotient << zeros) >> 32) as u32,
            exponent: difference.wrapping_add(32 - QUOTIENT_BITS - zeros as i32),
        }
    }

    /// The sum.
    pub(crate) const fn plus(self, other: Self) -> Self {
        let (large, small) =
            if self.exponent < other.exponent { (other, self) } else { (self, other) };
        let sum = large.mantissa as u64 + large.aligned(small) as u64;
        if sum >> 32 == 0 {
            Self { mantissa: sum as u32, exponent: large.exponent }
        } else {
            Self { mantissa: (sum >> 1) as u32, exponent: large.exponent.wrapping_add(1) }
        }
    }

    /// The difference, 0 where `other` is the larger one. What cancels is lost: the error is 2⁻³¹ of
    /// `self`, not of the result.
    pub(crate) const fn minus(self, other: Self) -> Self {
        if self.is_below(other) {
            return Self::ZERO;
        }
        // The smaller number, cut, is not above the larger one.
        Self::from_u32(self.mantissa.wrapping_sub(self.aligned(other))).shifted(self.exponent)
    }

    /// The square root, to the 24 bits of an f32: relative error 2⁻²⁴.
    pub(crate) fn sqrt(self) -> Self {
        Self::from_f32(sqrt(self.to_f32()))
    }

    /// The number times 2ⁿ.
    pub(crate) const fn shifted(self, n: i32) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        Self { mantissa: self.mantissa, exponent: self.exponent.wrapping_add(n) }
    }

    /// The mantissa of `smaller` at the exponent of `self`.
    const fn aligned(self, smaller: Self) -> u32 {
        let shift = self.exponent.wrapping_sub(smaller.exponent) as u32;
        if shift < 32 { smaller.mantissa >> shift } else { 0 }
    }
}

/// Bits after the point of [`quotient`].
const QUOTIENT_BITS: i32 = 44;

/// n / d · 2⁴⁴ for n, d ≥ 2³¹; short of it by less than 7, a relative 2⁻⁴⁰.
///
/// Long division in digits of about 15 bits, by the first 17 bits of d rounded up, so that no rest is
/// ever negative: D. E. Knuth, "The Art of Computer Programming" 2, section 4.3.1, without the
/// correction of the digits, since the next digit makes up for it. Every rest is below 6 d.
pub(super) const fn quotient(n: u32, d: u32) -> u64 {
    let divisor = (d >> 16) + 1;
    let first = n / divisor;
    let rest = ((n as u64) << 16).wrapping_sub(first as u64 * d as u64);
    let second = (rest >> 2) as u32 / divisor;
    let rest = (rest << 14).wrapping_sub(second as u64 * d as u64);
    let third = (rest >> 2) as u32 / divisor;
    ((first as u64) << 28) + ((second as u64) << 14) + third as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    fn exact(x: Wide) -> f64 {
        f64::from(x.mantissa) * 2_f64.powi(x.exponent)
    }

    fn numbers() -> impl Iterator<Item = u32> {
        let scattered = (0..4000_u32).map(|i| i.wrapping_mul(2_654_435_761) >> (i % 32));
        [1, 2, 3, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0x8000_ffff, u32::MAX]
            .into_iter()
            .chain(scattered)
    }

    #[test]
    fn every_f32_comes_back() {
        for bits in numbers() {
            let x = f32::from_bits(bits & 0x7fff_ffff);
            if x.is_finite() {
                assert_eq!(Wide::from_f32(x).to_f32(), x);
                assert_eq!(exact(Wide::from_f32(x)), f64::from(x));
            }
        }
        assert_eq!(Wide::ZERO.to_f32(), 0.0);
        assert_eq!(Wide::from_f32(f32::MAX).times(Wide::from_u32(2)).to_f32(), f32::MAX);
        assert_eq!(Wide::from_f32(1e-45).shifted(-1).to_f32(), 1e-45); // half of it: up
        assert_eq!(Wide::from_f32(1e-45).shifted(-2).to_f32(), 0.0);
    }

    #[test]
    fn integers_round_to_the_nearest_f32() {
        for x in numbers() {
            assert_eq!(Wide::from_u32(x).to_f32(), x as f32, "{x}");
            assert_eq!(Wide::from_u64(u64::from(x) << 9).to_f32(), (u64::from(x) << 9) as f32);
        }
    }

    #[test]
    fn the_four_operations_stay_within_their_bounds() {
        let bound = 2_f64.powi(-31);
        for (a, b) in numbers().zip(numbers().skip(7)).filter(|(a, b)| *a > 0 && *b > 0) {
            let (x, y) = (Wide::from_u32(a).shifted(-20), Wide::from_u32(b));
            let (fx, fy) = (exact(x), exact(y));
            let near = |found: Wide, wanted: f64, bound: f64| {
                let error = (exact(found) - wanted).abs() / wanted;
                assert!(error <= bound, "{fx} {fy}: {error}");
                assert!(found.mantissa >> 31 == 1);
            };
            near(x.times(y), fx * fy, bound);
            near(x.over(y), fx / fy, bound);
            near(x.plus(y), fx + fy, 2.0 * bound);
            let difference = exact(x.minus(y));
            assert!((difference - (fx - fy).max(0.0)).abs() <= bound * fx, "{fx} − {fy}");
        }
        assert_eq!(exact(Wide::ZERO.plus(Wide::ONE)), 1.0);
        assert_eq!(exact(Wide::ONE.minus(Wide::ZERO)), 1.0);
        assert!(Wide::ONE.minus(Wide::ONE).is_zero());
        assert!(Wide::ONE.times(Wide::ZERO).is_zero());
        assert!(Wide::ZERO.over(Wide::ONE).is_zero());
    }

    #[test]
    fn a_quotient_is_short_by_less_than_seven() {
        for (n, d) in numbers().zip(numbers().skip(11)) {
            let (n, d) = (n | 1 << 31, d | 1 << 31);
            let exact = (u128::from(n) << 44) / u128::from(d);
            let short = exact - u128::from(quotient(n, d));
            assert!(short < 7, "{n} / {d}: {short}");
        }
    }
}
