//! sin²(πx/2) = (1 − cos πx) / 2 on [0, 1]: the way of a cosine from one value to another.
//!
//! 1 + cos loses its digits near the end of a cosine; the square of a sine keeps them: at the last
//! of 2²⁴ steps it is 1e-14, with the same relative error as in the middle. Above x = 1/2 it is one
//! minus the sine of the rest. One polynomial in x², ten times cheaper than a cosine in soft f64.

use super::wide::Wide;

/// sin²(πx/2) / x² in x² ≤ 1/4, within 2⁻⁴⁴, the signs alternating; coefficient k in units of
/// 2^(k − 30), because x² comes in units of 2⁻³³. Chebyshev interpolation in 40 digits.
const SERIES: [u32; 7] =
    [0x9de9_e64e, 0x40f0_7c20, 0x0aae_9e3f, 0x00f0_fa82, 0xd_3688, 0x7e60, 0x34f];

/// sin² and cos² of π/2 · `done`/`whole`, with `rest` = `whole` − `done`, so that neither end loses a
/// digit.
///
/// Relative error 2⁻²⁸ for exact steps.
pub(crate) fn half_cosine(done: Wide, rest: Wide, whole: Wide) -> (Wide, Wide) {
    if rest.is_below(done) {
        let left = sine_squared(rest.over(whole));
        (Wide::ONE.minus(left), left)
    } else {
        let risen = sine_squared(done.over(whole));
        (risen, Wide::ONE.minus(risen))
    }
}

/// sin²(π/2 · x) for x up to 1/2.
fn sine_squared(x: Wide) -> Wide {
    let square = x.times(x);
    let shift = -33 - square.exponent;
    let fixed = u64::from(square.mantissa.checked_shr(shift as u32).unwrap_or(0));
    // Each coefficient is above what is taken from it.
    let sum = SERIES.iter().rev().fold(0, |sum, &c| c - ((u64::from(sum) * fixed) >> 32) as u32);
    // 2 or more in exact arithmetic, so the last bit of a rounding may not leave it below.
    square.times(Wide { mantissa: sum.max(1 << 31), exponent: -30 })
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;

    #[test]
    fn both_ends_keep_their_digits() {
        for d in [1_u32, 2, 3, 7, 100, 9999, 1 << 24, (1 << 24) + 3, u32::MAX] {
            let scattered = (0..2000_u32).map(|i| i.wrapping_mul(2_654_435_761) % d);
            for n in [0, 1, 2, d / 2, d - d / 3, d - 1, d].into_iter().chain(scattered) {
                if n > d {
                    continue;
                }
                let [done, rest, whole] = [n, d - n, d].map(Wide::from_u32);
                let (risen, left) = half_cosine(done, rest, whole);
                for (found, n) in [(risen, n), (left, d - n)] {
                    let found = f64::from(found.mantissa) * 2_f64.powi(found.exponent);
                    let sine = (std::f64::consts::FRAC_PI_2 * f64::from(n) / f64::from(d)).sin();
                    let error = (found - sine * sine).abs();
                    assert!(error <= sine * sine * 2_f64.powi(-28), "{n}/{d}: {found}");
                }
            }
        }
    }
}
