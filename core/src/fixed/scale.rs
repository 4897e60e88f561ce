//! The scalars of a step: a 32-bit mantissa and an exponent, in integer instructions.
//!
//! Used a few times a step, never per parameter: bias corrections and powers span more magnitudes
//! than one Q format holds.

use super::q::float;
use crate::math::isqrt;

/// mantissa · 2^exponent, with the top bit of the mantissa set unless it is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    mantissa: u32,
    exponent: i32,
}

impl Scale {
    /// bits · 2^exponent.
    pub(super) const fn new(bits: u32, exponent: i32) -> Self {
        if bits == 0 {
            return Self { mantissa: 0, exponent: 0 };
        }
        let up = bits.leading_zeros();
        Self { mantissa: bits << up, exponent: exponent.wrapping_sub(up as i32) }
    }

    /// A positive, finite and normal float, exactly; anything else is 0.
    pub(super) const fn from_f32(x: f32) -> Self {
        let exponent = (x.to_bits() >> 23) as i32;
        if exponent < 1 || exponent > 254 {
            return Self { mantissa: 0, exponent: 0 };
        }
        Self::new(x.to_bits() & 0x7f_ffff | 0x80_0000, exponent - 150)
    }

    /// The product; relative error at most 2⁻³⁰.
    pub(super) const fn times(self, other: Self) -> Self {
        let high = ((self.mantissa as u64 * other.mantissa as u64) >> 32) as u32;
        Self::new(high, self.exponent.wrapping_add(other.exponent).wrapping_add(32))
    }

    /// The quotient, 0 for a divisor of 0; relative error at most 2⁻²⁹.
    pub(super) const fn over(self, divisor: Self) -> Self {
        let quotient = ratio(self.mantissa >> 1, divisor.mantissa);
        Self::new(quotient, self.exponent.wrapping_sub(divisor.exponent).wrapping_sub(31))
    }

    /// The square root; relative error at most 2⁻¹⁵.
    pub(super) fn sqrt(self) -> Self {
        let odd = (self.exponent & 1) as u32;
        Self::new(isqrt(self.mantissa >> odd), (self.exponent >> 1).wrapping_add(odd as i32))
    }

    /// The square root by 32 digits; relative error at most 2⁻³⁰.
    pub(super) const fn root(self) -> Self {
        let odd = (self.exponent & 1) as u32;
        let half = (self.exponent >> 1).wrapping_add(odd as i32);
        Self::new(root(self.mantissa >> odd), half.wrapping_sub(16))
    }

    /// 1 / (1 + self) in Q0.32, 2³² for 0; error at most 2⁻³⁰.
    pub(super) const fn inverse_with_one(self) -> u64 {
        if self.mantissa == 0 {
            return 1 << 32;
        }
        // 1 and the number in units as small as leave their sum in 32 bits.
        let top = self.exponent.wrapping_add(32);
        let raise = 31_i32.wrapping_sub(if top > 0 { top } else { 0 });
        if raise < 0 {
            return 0;
        }
        let one = 1_u32 << (raise & 31);
        ratio(one, one.wrapping_add(self.to_integer(raise))) as u64
    }

    /// self^n by repeated squaring; relative error at most n · 2⁻²⁹.
    pub(super) const fn power(self, n: u32) -> Self {
        let (mut base, mut rest, mut product) = (self, n, Self::new(1, 0));
        while rest > 0 {
            if rest & 1 == 1 {
                product = product.times(base);
            }
            // A power below 2⁻⁶⁴ is 0 in every format, and its exponent must not grow further.
            base = if base.exponent < -96 { Self::new(0, 0) } else { base.times(base) };
            rest >>= 1;
        }
        product
    }

    /// The nearest float below 2¹²⁷ and above 2⁻⁹⁵.
    pub(super) const fn to_f32(self) -> f32 {
        let exponent = if self.exponent < -126 {
            -126
        } else if self.exponent > 95 {
            95
        } else {
            self.exponent
        };
        float(false, self.mantissa, exponent)
    }

    /// The number in Q1.31, rounded down; it must be below 2.
    pub(super) const fn to_q31(self) -> u32 {
        self.to_integer(31)
    }

    /// ⌊self · 2^raise⌋, or the largest integer.
    pub(super) const fn to_integer(self, raise: i32) -> u32 {
        let down = self.exponent.wrapping_add(raise).wrapping_neg();
        match down {
            _ if self.mantissa == 0 || down > 31 => 0,
            _ if down < 0 => u32::MAX,
            _ => self.mantissa >> down,
        }
    }

    /// A mantissa of 16 bits, rounded to nearest, and its exponent.
    pub(super) const fn to_16_bits(self) -> (u32, i32) {
        let mantissa = (self.mantissa >> 15).wrapping_add(1) >> 1;
        // Rounding may carry into a 17th bit; it is then 2¹⁶, and half of it is exact.
        let carry = mantissa >> 16;
        (mantissa >> carry, self.exponent.wrapping_add(16).wrapping_add(carry as i32))
    }
}

/// ⌊n · 2³² / d⌋ for n < d by long division, 0 for d = 0: no 64-bit division is linked.
pub(super) const fn ratio(n: u32, d: u32) -> u32 {
    let (mut rest, mut quotient, mut bits) = (n as u64, 0_u32, 32);
    while bits > 0 && d > 0 {
        rest <<= 1;
        quotient <<= 1;
        if rest >= d as u64 {
            rest -= d as u64;
            quotient |= 1;
        }
        bits -= 1;
    }
    quotient
}

/// ⌊√(x · 2³²)⌋, as by hand: each pair of bits that comes down gives a digit.
const fn root(x: u32) -> u32 {
    let (mut pairs, mut rest, mut root, mut digits) = ((x as u64) << 32, 0_u64, 0_u32, 32);
    while digits > 0 {
        rest = rest << 2 | pairs >> 62;
        pairs <<= 2;
        let trial = (root as u64) << 2 | 1;
        root <<= 1;
        if rest >= trial {
            rest = rest.wrapping_sub(trial);
            root |= 1;
        }
        digits -= 1;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(scale: Scale) -> f64 {
        f64::from(scale.mantissa) * 2_f64.powi(scale.exponent)
    }

    #[test]
    fn arithmetic_keeps_its_bounds() {
        for i in 1..2000_u32 {
            let (a, b) = (i.wrapping_mul(2_654_435_761), i.wrapping_mul(0x9E37_79B1) >> 7 | 1);
            let (x, y) = (Scale::new(a, -31), Scale::new(b, -20));
            let close = |found: Scale, right: f64, bound: i32| {
                assert!((float(found) / right - 1.0).abs() <= 2_f64.powi(bound), "{a} {b}");
            };
            close(x.times(y), float(x) * float(y), -30);
            close(x.over(y), float(x) / float(y), -29);
            close(x.sqrt(), float(x).sqrt(), -15);
            close(x.root(), float(x).sqrt(), -30);
            close(y.root(), float(y).sqrt(), -30);
            for number in [x, y, x.times(y), Scale::new(a, -3 - (i % 70) as i32)] {
                let inverse = number.inverse_with_one() as f64 / 4_294_967_296.0;
                let right = 1.0 / (1.0 + float(number));
                assert!((inverse - right).abs() <= 2_f64.powi(-30), "{number:?}");
            }
            let (mantissa, exponent) = x.to_16_bits();
            assert!(mantissa >> 15 == 1);
            close(Scale::new(mantissa, exponent), float(x), -16);
            assert_eq!(x.to_q31(), a);
            let float = f32::from_bits(a >> 1 & 0x3fff_ffff | 0x80_0000);
            assert_eq!(self::float(Scale::from_f32(float)), f64::from(float));
        }
    }

    #[test]
    fn powers_shrink_to_zero_without_overflow() {
        let x = Scale::new(58_982, -16);
        assert!((float(x.power(10)) - (58_982.0_f64 / 65_536.0).powi(10)).abs() < 1e-8);
        assert_eq!(x.power(0).to_q31(), 1 << 31);
        for n in [1000, 1 << 20, u32::MAX] {
            assert_eq!(x.power(n).to_q31(), 0);
        }
        assert_eq!(Scale::new(1, 0).power(u32::MAX).to_q31(), 1 << 31);
    }

    #[test]
    fn the_root_is_the_floor() {
        for x in [0, 1, 2, 3, 99, 1 << 30, (1 << 30) + 1, 1 << 31, u32::MAX - 1, u32::MAX] {
            assert_eq!(u64::from(root(x)), (u64::from(x) << 32).isqrt(), "{x}");
        }
        assert_eq!(Scale::new(0, 0).root(), Scale::new(0, 0));
        assert_eq!(Scale::new(0, 0).inverse_with_one(), 1 << 32);
        assert_eq!(Scale::new(u32::MAX, 0).inverse_with_one(), 0);
    }

    #[test]
    fn the_ratio_is_the_floor() {
        for (n, d) in [(0, 1), (1, 3), (6, 7), (u32::MAX - 1, u32::MAX), (1, u32::MAX)] {
            assert_eq!(u64::from(ratio(n, d)), (u64::from(n) << 32) / u64::from(d));
        }
        assert_eq!(ratio(1, 0), 0);
    }
}
