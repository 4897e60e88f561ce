//! log₂ and 2ʸ in integers, so that xʸ = 2^(y · log₂ x) keeps its last bits for y in the millions.
//!
//! The error of a power is that of its exponent: |y log₂ x| is up to 150 for a result that an f32 can
//! hold, so the logarithm needs 2⁻³³ *relative* accuracy, near x = 1 too, where an f32 logarithm has
//! 2⁻²⁴. Coefficients: Chebyshev interpolation in 40 digits.

use super::{
    polynomial::{alternating, horner, upper},
    wide::{Wide, quotient},
};

/// ± m · 2ᵉ with a 64-bit m: a logarithm to base 2, or a multiple of one. Sums of exponents wrap in
/// name only, as in [`Wide`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exponent {
    negative: bool,
    /// 2⁵⁰ or more unless the number is 0: what is cut off it does not count.
    mantissa: u64,
    exponent: i32,
}

/// (atanh(s)/s − 1) / s² = 1/3 + s²/5 + … for s² ≤ 0.04, within 2⁻²⁹; coefficient k in units of
/// 2^(4k − 32), because s² comes in units of 2⁻³⁶.
const ATANH: [u32; 4] = [0x5555_554d, 0x0333_34d8, 0x24_858b, 0x1_e66d];

/// (2ᶠ − 1) / f for f in [0, 1], within 2⁻³², in units of 2⁻³².
const EXP2: [u32; 7] =
    [0xb172_17f9, 0x3d7f_7ba6, 0x0e35_89f8, 0x0276_3464, 0x0057_bf1a, 0x9_9317, 0x1_5bd3];

/// (1 − 2⁻ʸ) / y for y in [0, 1/8], within 2⁻³⁶, in units of 2⁻³², the signs alternating.
const EXP2_FALLING: [u32; 5] = [0xb172_17f8, 0x3d7f_7bf0, 0x0e35_8097, 0x0275_ff68, 0x0054_4a6b];

/// 2 / ln 2 in units of 2⁻⁶².
const TWO_OVER_LN_2: u64 = 0xb8aa_3b29_5c17_f0bc;

/// 2 log₂ e, the same number: e²ᶻ is 2 to the power z times this.
pub(crate) const TWO_LOG2_E: Wide = Wide::cut(TWO_OVER_LN_2, -62);

impl Exponent {
    /// ± `magnitude`.
    pub(crate) fn new(negative: bool, magnitude: Wide) -> Self {
        let mantissa = u64::from(magnitude.mantissa) << 32;
        Self { negative, mantissa, exponent: magnitude.exponent.wrapping_sub(32) }
    }

    /// log₂ x, x above 0.
    pub(crate) fn log2(x: Wide) -> Self {
        Self::log2_ratio(x, Wide::ONE)
    }

    /// log₂(n / d), n and d above 0; 0 if they are equal.
    ///
    /// Relative error 2⁻³² if both are f32 numbers, 2⁻³⁰ if their sum takes more than 32 bits.
    /// With n/d within [2/3, 3/2] up to a power of two, it is 2/ln 2 · atanh((n − d)/(n + d)):
    /// J.-M. Muller, "Elementary Functions", section 4.4.
    pub(crate) fn log2_ratio(n: Wide, d: Wide) -> Self {
        let whole = n.exponent.wrapping_sub(d.exponent);
        let above = n.mantissa >= d.mantissa;
        let (large, small) =
            if above { (n.mantissa, d.mantissa) } else { (d.mantissa, n.mantissa) };
        let difference = large - small;
        // One series for both, once in flash.
        let (negative, difference, sum, sum_exponent, whole) = if difference <= small >> 1 {
            let half_sum = small.wrapping_add(difference >> 1); // from small to large
            (!above, difference, half_sum, 1, whole)
        } else {
            // The quotient is nearer to 2 or to 1/2: large is compared with twice small.
            let quarter_sum = (large >> 2) + (small >> 1);
            let missing = quarter_sum.leading_zeros();
            // Mantissas have their top bit set, so that large is below twice small, and the sum is not 0.
            let difference = small.wrapping_sub(difference);
            let quarter_sum = quarter_sum.wrapping_shl(missing);
            let whole = whole.wrapping_add(if above { 1 } else { -1 });
            (above, difference, quarter_sum, 2_i32.wrapping_sub(missing as i32), whole)
        };
        Self::near_one(negative, difference, sum, sum_exponent).plus_whole(whole)
    }

    /// log₂(`part` / `whole`), with `rest` = `whole` − `part`, which says how far below 1 it is where
    /// the quotient alone no longer can.
    pub(crate) fn log2_share(part: Wide, rest: Wide, whole: Wide) -> Self {
        if rest.is_below(part.shifted(-2)) {
            let sum = part.plus(whole);
            let exponent = sum.exponent.wrapping_sub(rest.exponent);
            Self::near_one(true, rest.mantissa, sum.mantissa, exponent)
        } else {
            Self::log2_ratio(part, whole)
        }
    }

    /// ± 2/ln 2 · atanh s, s = `difference` / (`sum` · 2^`sum_exponent`), at most 0.2, `sum` ≥ 2³¹.
    #[inline]
    fn near_one(negative: bool, difference: u32, sum: u32, sum_exponent: i32) -> Self {
        if difference == 0 {
            return Self { negative: false, mantissa: 0, exponent: 0 };
        }
        let zeros = difference.leading_zeros();
        // s is q · 2^−(44 + places); places are 2 or more, since s is small.
        let places = sum_exponent.wrapping_add(zeros as i32);
        let q = quotient(difference << zeros, sum);
        let q_high = (q >> 14) as u32;
        let down = places.wrapping_sub(4);
        let s = if down < 0 {
            q_high.wrapping_shl(down.wrapping_neg() as u32) // by 1 or 2
        } else {
            q_high >> down.min(31)
        };
        let square = upper(s, s); // s is in units of 2⁻³⁴, s² of 2⁻³⁶
        let series = horner(&ATANH, square);
        let tail = ((u64::from(square) * u64::from(series)) >> 30) as u32; // s²·(1/3 + …) in 2⁻³⁸
        let q = q + ((u64::from(q_high) * u64::from(tail)) >> 24);
        let mantissa = high_product(q << 18, TWO_OVER_LN_2);
        Self { negative, mantissa, exponent: (-60_i32).wrapping_sub(places) }
    }

    /// The sum with a whole number, of a number of at most 1/2 and −60 or less as exponent.
    #[inline]
    fn plus_whole(self, whole: i32) -> Self {
        if whole == 0 {
            return self;
        }
        // In units of 2⁻⁵²: at most half of one, beside a whole number of nine bits.
        let fraction = right(self.mantissa, (-52_i32).wrapping_sub(self.exponent)) as i64;
        let fraction = if self.negative { fraction.wrapping_neg() } else { fraction };
        let sum = (i64::from(whole) << 52).wrapping_add(fraction);
        Self { negative: sum < 0, mantissa: sum.unsigned_abs(), exponent: -52 }
    }

    /// The product; relative error 2⁻⁴⁹.
    pub(crate) fn times(self, factor: Wide) -> Self {
        let factor_mantissa = u64::from(factor.mantissa);
        let low = ((self.mantissa & 0xffff_ffff) * factor_mantissa) >> 32;
        Self {
            negative: self.negative,
            mantissa: (self.mantissa >> 32) * factor_mantissa + low,
            exponent: self.exponent.wrapping_add(factor.exponent).wrapping_add(32),
        }
    }

    /// The number with its sign turned.
    pub(crate) fn negated(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    /// In units of 2⁻³², its sign left out; about 1024 at most, which no f32 can hold as exponent.
    #[inline]
    fn fixed(self) -> u64 {
        const LIMIT: u32 = 1024;
        let shift = (-32_i32).wrapping_sub(self.exponent);
        if shift < 0 {
            return if self.mantissa == 0 { 0 } else { u64::from(LIMIT) << 32 };
        }
        let fixed = right(self.mantissa, shift);
        let whole = (fixed >> 32) as u32;
        if whole < LIMIT { fixed } else { u64::from(LIMIT) << 32 }
    }

    /// 2 to this power; relative error 2⁻³⁰ plus that of the power. Beyond 2^±1024 it stays there.
    pub(crate) fn exp2(self) -> Wide {
        let fixed = if self.negative { self.fixed().wrapping_neg() } else { self.fixed() };
        let (whole, fraction) = ((fixed >> 32) as i32, fixed as u32);
        let above_one = upper(fraction, horner(&EXP2, fraction)) >> 1;
        Wide { mantissa: 1 << 31 | above_one, exponent: whole.wrapping_sub(31) }
    }

    /// |2ʸ − 1| of this y, without the cancellation near y = 0; relative error 2⁻²⁷ plus that of y.
    pub(crate) fn exp2_minus_1(self) -> Wide {
        let fixed = self.fixed();
        if fixed >= 1 << 29 {
            // From |y| = 1/8 on the subtraction costs less than four bits.
            let power = self.exp2();
            return if self.negative { Wide::ONE.minus(power) } else { power.minus(Wide::ONE) };
        }
        let y = fixed as u32;
        let series = if self.negative { alternating(&EXP2_FALLING, y) } else { horner(&EXP2, y) };
        Wide::cut(self.mantissa, self.exponent).times(Wide::cut(u64::from(series), -32))
    }
}

/// x to the power `power`, which is at least 0; 0⁰ is 1.
///
/// Relative error 2⁻³⁰ + |power · log₂ x| · 2⁻³² for an f32 x.
pub(crate) fn power(x: Wide, power: Wide) -> Wide {
    if power.is_zero() {
        Wide::ONE
    } else if x.is_zero() {
        Wide::ZERO
    } else {
        Exponent::log2(x).times(power).exp2()
    }
}

/// xᵏ; relative error k · 2⁻³¹ up to k = 64, beyond it that of [`power`].
///
/// A few products are cheaper than a logarithm; a power of two is exact.
#[inline(never)]
pub(crate) fn power_of_integer(x: Wide, k: u32) -> Wide {
    if x.mantissa == 1 << 31 {
        let exponent = x.exponent.wrapping_add(31).saturating_mul(k.min(1 << 12) as i32);
        return Wide::ONE.shifted(exponent);
    }
    if k > 64 {
        return power(x, Wide::from_u32(k));
    }
    if k == 0 {
        return Wide::ONE;
    }
    // By the bits of k from its lowest 1 on: no product with 1, and no square past the last bit.
    let (mut base, mut bits) = (x, k);
    while bits & 1 == 0 {
        (base, bits) = (base.times(base), bits >> 1);
    }
    let mut product = base;
    while bits > 1 {
        (base, bits) = (base.times(base), bits >> 1);
        if bits & 1 == 1 {
            product = product.times(base);
        }
    }
    product
}

/// x · 2^−shift; 0 for what is shifted out, and for a negative shift.
fn right(x: u64, shift: i32) -> u64 {
    x.checked_shr(shift as u32).unwrap_or(0)
}

/// The upper 64 bits of the product, short of them by at most 2.
fn high_product(a: u64, b: u64) -> u64 {
    let (a_high, a_low, b_high, b_low) = (a >> 32, a & 0xffff_ffff, b >> 32, b & 0xffff_ffff);
    a_high * b_high + ((a_high * b_low) >> 32) + ((a_low * b_high) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    fn value(x: Wide) -> f64 {
        f64::from(x.mantissa) * 2_f64.powi(x.exponent)
    }

    fn signed(x: Exponent) -> f64 {
        let magnitude = x.mantissa as f64 * 2_f64.powi(x.exponent);
        if x.negative { -magnitude } else { magnitude }
    }

    #[test]
    fn a_logarithm_keeps_its_relative_accuracy_near_one() {
        let close = (1..=24).flat_map(|i| [1.0 + 0.5_f32.powi(i - 1), 1.0 - 0.5_f32.powi(i)]);
        let wide = (0..3000).map(|i| 1e-38 * 1.06_f32.powi(i)).filter(|x| x.is_finite());
        for x in close.chain(wide).filter(|x| *x != 1.0) {
            let wanted = if (x - 1.0).abs() < 0.5 {
                f64::from(x - 1.0).ln_1p() / std::f64::consts::LN_2
            } else {
                f64::from(x).log2()
            };
            let error = (signed(Exponent::log2(Wide::from_f32(x))) / wanted - 1.0).abs();
            assert!(error < 2_f64.powi(-32), "log₂ {x}: {error:e}");
        }
        assert_eq!(signed(Exponent::log2(Wide::ONE)), 0.0);
        assert_eq!(signed(Exponent::log2(Wide::from_u32(1 << 31))), 31.0);
    }

    #[test]
    fn the_logarithm_of_a_ratio_of_steps() {
        for i in 1..3000_u32 {
            let n = i.wrapping_mul(2_654_435_761) | 1;
            let d = n.wrapping_add(i << (i % 20)).max(1);
            if n != d {
                let wanted = ((f64::from(n) - f64::from(d)) / f64::from(d)).ln_1p();
                let wanted = wanted / std::f64::consts::LN_2;
                let ratio = Exponent::log2_ratio(Wide::from_u32(n), Wide::from_u32(d));
                let error = (signed(ratio) / wanted - 1.0).abs();
                assert!(error < 2_f64.powi(-30), "log₂({n}/{d}): {error:e}");
            }
        }
    }

    #[test]
    fn powers_of_two_and_one_less() {
        for i in 0..40_000 {
            let y = (f64::from(i) - 20_000.0) * 0.007_3;
            let magnitude = Wide::from_f32(y.abs() as f32);
            let exponent = Exponent::new(y < 0.0, magnitude);
            let y = f64::from(y as f32);
            let error = (value(exponent.exp2()) / y.exp2() - 1.0).abs();
            assert!(error < 2_f64.powi(-30), "2^{y}: {error:e}");
            if y != 0.0 {
                let wanted = (y * std::f64::consts::LN_2).exp_m1().abs();
                let error = (value(exponent.exp2_minus_1()) / wanted - 1.0).abs();
                assert!(error < 2_f64.powi(-27), "2^{y} − 1: {error:e}");
            }
        }
        let tiny = Exponent::new(true, Wide::from_f32(1e-30));
        assert!(
            (value(tiny.exp2_minus_1()) / (f64::from(1e-30_f32) * 2_f64.ln()) - 1.0).abs() < 1e-9
        );
        let huge = Exponent::new(true, Wide::from_f32(1e30));
        assert_eq!(huge.exp2().to_f32(), 0.0);
        assert_eq!(huge.negated().exp2().to_f32(), f32::MAX);
    }

    #[test]
    fn powers_in_the_millions() {
        for k in [1_u32, 2, 3, 10, 1000, 123_456, 7_654_321, 1_234_567_890, u32::MAX] {
            for ulps in [1, 2, 5, 100, 12_345, 1_000_000, 5_000_000] {
                let x = f32::from_bits(1_f32.to_bits() - ulps);
                let wanted = (f64::from(k) * f64::from(x - 1.0).ln_1p()).exp();
                let found = power(Wide::from_f32(x), Wide::from_u32(k));
                if wanted > 1e-38 {
                    let error = (value(found) / wanted - 1.0).abs();
                    assert!(error < 2_f64.powi(-28), "{x}^{k}: {error:e}");
                }
            }
        }
        for (k, x) in (0..200).map(|k| (k, 0.5 + 0.002 * k as f32)) {
            let found = value(power_of_integer(Wide::from_f32(x), k));
            assert!((found / f64::from(x).powi(k as i32) - 1.0).abs() < 2_f64.powi(-25), "{x}^{k}");
        }
        assert_eq!(power_of_integer(Wide::from_f32(0.25), 60), Wide::ONE.shifted(-120));
        assert_eq!(power_of_integer(Wide::from_f32(0.5), u32::MAX).to_f32(), 0.0);
        assert_eq!(power(Wide::ZERO, Wide::ONE), Wide::ZERO);
        assert_eq!(power(Wide::ZERO, Wide::ZERO), Wide::ONE);
        assert_eq!(power(Wide::ONE, Wide::from_u32(u32::MAX)), Wide::ONE);
    }
}
