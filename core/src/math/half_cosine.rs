//! sin²(πx/2) = (1 − cos πx) / 2 on [0, 1]: the way of a cosine from one value to another.
//!
//! 1 + cos loses its digits near the end of a cosine; the square of a sine keeps them: at the last
//! of 2²⁴ steps it is 1e-14, with the same relative error as in the middle. Above x = 1/2 it is one
//! minus that of 1 − x. One polynomial in x², ten times cheaper than a cosine in soft f64.

use super::{polynomial::alternating, wide::Wide};

/// sin²(πx/2) / x² in x² ≤ 1/4, within 2⁻³⁷, the signs alternating; coefficient k in units of
/// 2^(k − 30), because x² comes in units of 2⁻³³. Chebyshev interpolation in 40 digits.
const SERIES: [u32; 6] = [0x9de9_e64e, 0x40f0_7c1f, 0x0aae_9e29, 0x00f0_f9c9, 0xd_33be, 0x7969];

/// sin²(π/2 · x) for x up to 1/2; relative error 2⁻²⁸ for the quotient of two exact numbers. One body for
/// both halves of a cosine.
#[inline(never)]
pub(crate) fn sine_squared(x: Wide) -> Wide {
    if x.is_zero() {
        return Wide::ZERO;
    }
    let square = x.times_other_than_zero(x);
    let shift = (-33_i32).wrapping_sub(square.exponent);
    let fixed = square.mantissa.checked_shr(shift as u32).unwrap_or(0);
    let sum = alternating(&SERIES, fixed);
    // 2 or more in exact arithmetic, so the last bit of a rounding may not leave it below.
    square.times_other_than_zero(Wide { mantissa: sum.max(1 << 31), exponent: -30 })
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    #[test]
    fn the_end_keeps_its_digits() {
        for d in [2_u32, 3, 7, 100, 9999, 1 << 24, (1 << 24) + 3, u32::MAX] {
            let scattered = (0..2000_u32).map(|i| i.wrapping_mul(2_654_435_761) % (d / 2 + 1));
            for n in [0, 1, d / 3, d / 2].into_iter().chain(scattered) {
                let found = sine_squared(Wide::from_u32(n).over(Wide::from_u32(d)));
                let found = f64::from(found.mantissa) * 2_f64.powi(found.exponent);
                let sine = (std::f64::consts::FRAC_PI_2 * f64::from(n) / f64::from(d)).sin();
                let error = (found - sine * sine).abs();
                assert!(error <= sine * sine * 2_f64.powi(-28), "{n}/{d}: {found}");
            }
        }
    }
}
