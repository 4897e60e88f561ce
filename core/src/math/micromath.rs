//! The approximate backend: `micromath` 2.1.0 where it is cheaper and can be made safe.
//!
//! Measured against float64, `micromath` alone has traps: `sqrt` is off by up to 6 % and biased,
//! `ln` below 1 by 0.118 absolute, `powf` with a base below 1 in every digit, `exp(NaN)` is ∞, and
//! several functions overflow (a panic in debug builds) on NaN or −0.0. So only its inverse square
//! root, refined, its cosine, reduced to [0, π], and its exponential, guarded, are used; the rest
//! comes from [`Libm`].

use super::{Libm, Math};
use core::f32::consts::{PI, TAU};
use micromath::F32Ext;

/// The approximate backend: cheap square root and cosine for processors without an FPU.
///
/// Error bounds: `sqrt` 4.7e-6 relative (two Newton steps on the inverse square root), `exp`
/// 2.4e-3 relative, `cos` 1.2e-3 absolute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Micromath;

impl Math for Micromath {
    fn sqrt(x: f32) -> f32 {
        // The estimate works on the bits of a positive normal number only.
        if !(x >= f32::MIN_POSITIVE && x < f32::INFINITY) {
            return Libm::sqrt(x);
        }
        x * inverse_sqrt(x)
    }

    fn exp(x: f32) -> f32 {
        if x.is_nan() {
            x
        } else if x > 88.0 {
            Libm::exp(x)
        } else if x < -87.0 {
            0.0
        } else {
            F32Ext::exp(x)
        }
    }

    fn ln(x: f32) -> f32 {
        Libm::ln(x)
    }

    fn cos(x: f32) -> f32 {
        // Beyond a few turns the reduction below loses its accuracy.
        if !(x > -64.0 && x < 64.0) {
            return Libm::cos(x);
        }
        let turns = (x * (1.0 / TAU)) as i32 as f32;
        let folded = (x - turns * TAU).abs();
        F32Ext::cos(if folded > PI { TAU - folded } else { folded })
    }

    fn powf(x: f32, y: f32) -> f32 {
        Libm::powf(x, y)
    }

    fn tanh(x: f32) -> f32 {
        Libm::tanh(x)
    }
}

/// x^−½ of a positive normal number: the bit estimate (3.4 % off) and two Newton steps.
fn inverse_sqrt(x: f32) -> f32 {
    let half = 0.5 * x;
    let mut y = F32Ext::invsqrt(x);
    for _ in 0..2 {
        y *= 1.5 - half * y * y;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_within_the_stated_bounds() {
        for i in 1..200_000_u32 {
            let x = i as f32 * 1e-3;
            let exact = f64::from(x);
            let sqrt = f64::from(Micromath::sqrt(x));
            let reference = f64::from(Libm::sqrt(x));
            assert!((sqrt - reference).abs() <= 5e-6 * reference, "sqrt({x})");
            let cos = f64::from(Micromath::cos(x * 0.3 - 30.0));
            let reference = f64::from(Libm::cos(x * 0.3 - 30.0));
            assert!((cos - reference).abs() <= 1.3e-3, "cos({}) {exact}", x * 0.3 - 30.0);
            let x = x * 0.8 - 80.0;
            let exp = f64::from(Micromath::exp(x));
            let reference = f64::from(Libm::exp(x));
            if reference > 0.0 && x < 80.0 {
                assert!((exp - reference).abs() <= 2.5e-3 * reference, "exp({x})");
            }
        }
    }

    #[test]
    fn special_values_neither_panic_nor_become_finite() {
        for x in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, 0.0, -1.0, f32::MAX, 1e-40] {
            for y in [Micromath::sqrt(x), Micromath::exp(x), Micromath::ln(x), Micromath::cos(x)] {
                assert!(!x.is_nan() || y.is_nan(), "{x} became {y}");
            }
        }
    }
}
