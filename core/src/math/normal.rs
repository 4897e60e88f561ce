//! A normal number from random bits, in integers up to its last product: √(−2 ln u₁) cos 2πu₂.
//!
//! G. E. P. Box, M. E. Muller, "A Note on the Generation of Random Normal Deviates" (1958). Both functions
//! are polynomials of 32-bit fractions; coefficients: Chebyshev interpolation. libm's cosine alone takes
//! 1,200 instructions of a Cortex-M4F, as it calculates in soft f64; all of this takes 108.

use super::{
    polynomial::{alternating, upper},
    sqrt,
};

/// −2 ln(1 − y) / y for y in [0, 1/2], in powers of y − 1/4, within 2⁻²⁰; in units of 2⁻²⁹.
const LOGARITHM: [i32; 7] =
    [1_235_585_093, 784_315_152, 680_656_453, 666_973_773, 704_351_322, 910_008_026, 1_041_031_611];
/// 2 ln 2 in units of 2⁻²⁶.
const TWO_LN_2: u32 = 93_032_640;
/// sin(πz/2) / z for z in [0, 1], in powers of z², the signs alternating; in units of 2⁻³⁰.
const SINE: [u32; 5] = [1_686_629_706, 693_598_305, 85_566_398, 5_018_824, 162_856];

/// A number of the standard normal distribution, within ±6.7, from two times 32 random bits.
///
/// It is within 1e-6 of √(−2 ln u₁) cos 2πu₂ with uᵢ = (bits with the lowest set) / 2³²; where the root is
/// below 0.004, which is one time in 100,000, within 1e-4.
#[inline]
pub(crate) fn normal(radius: u32, angle: u32) -> f32 {
    const UNIT: f32 = 1.0 / (1_u64 << (13 + 29)) as f32;
    sqrt(minus_two_ln(radius) as f32) * (cosine_of_turn(angle) as f32 * UNIT)
}

/// −2 ln u in units of 2⁻²⁶, u = (bits with the lowest set) / 2³².
#[inline]
fn minus_two_ln(bits: u32) -> u32 {
    let zeros = (bits | 1).leading_zeros();
    let y = ((bits | 1) << zeros).wrapping_neg(); // u = (1 − y) / 2^zeros, in units of 2⁻³²
    let t = y.wrapping_sub(1 << 30) as i32;
    let series = LOGARITHM.iter().rev().fold(0, |sum: i32, &c| c.wrapping_add(high(sum, t)));
    let fraction = upper(y, series as u32);
    zeros.wrapping_mul(TWO_LN_2).wrapping_add(fraction.wrapping_add(4) >> 3) // 2⁻²⁹ to 2⁻²⁶
}

/// cos 2πu in units of 2⁻²⁹, u = (bits with the lowest set) / 2³².
#[inline]
fn cosine_of_turn(bits: u32) -> i32 {
    // The sine of a quarter more; beyond a quarter from 0 it is that of the way back.
    let turn = (bits | 1).wrapping_add(1 << 30) as i32;
    let z = if (turn ^ turn << 1) < 0 { i32::MIN.wrapping_sub(turn) } else { turn };
    let magnitude = z.unsigned_abs() << 2; // of a quarter, in units of 2⁻³²
    let series = alternating(&SINE, upper(magnitude, magnitude));
    high(z << 1, series as i32)
}

/// The upper half of a product of signed numbers.
#[inline]
fn high(a: i32, b: i32) -> i32 {
    ((i64::from(a) * i64::from(b)) >> 32) as i32
}

#[cfg(test)]
mod tests {
    use super::normal;
    extern crate std;
    use std::f64::consts::TAU;

    #[test]
    fn it_is_as_near_as_it_says() {
        // Every number of leading zeros and of leading ones, and every quarter of a turn.
        let random = |i: u32| i.wrapping_mul(0x9e37_79b9) ^ i << 7;
        let cases = (0..1_500_000_u32).map(|i| {
            let bits = random(i);
            let radius = match i % 3 {
                0 => bits,
                1 => bits >> (i % 32),
                _ => !(!bits >> (i % 32)),
            };
            (radius, random(i ^ 0x00ff_ff00).wrapping_add(i << 30))
        });
        let ends = [0, 1, (1 << 30) - 1, 1 << 30, 1 << 31, u32::MAX];
        let ends = ends.into_iter().flat_map(|u| ends.map(|v| (u, v)));
        let (mut worst, mut worst_of_all) = (0.0_f64, 0.0_f64);
        for (radius, angle) in cases.chain(ends) {
            let share = |bits: u32| f64::from(bits | 1) / 2_f64.powi(32);
            let root = (-2.0 * share(radius).ln()).sqrt();
            let exact = root * (TAU * share(angle)).cos();
            let error = (f64::from(normal(radius, angle)) - exact).abs();
            worst_of_all = worst_of_all.max(error);
            if root >= 0.004 {
                worst = worst.max(error);
            }
        }
        assert!(worst < 1e-6 && worst > 5e-7, "{worst:e}");
        assert!(worst_of_all < 1e-4 && worst_of_all > 5e-5, "{worst_of_all:e}");
    }
}
