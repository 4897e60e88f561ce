//! The approximate backend: `micromath` 2.1.0 where it is cheaper and can be made safe.
//!
//! That leaves its cosine, reduced to [0, π]. Measured against float64, `micromath` alone has traps:
//! `sqrt` is off by up to 6 % and biased, `ln` below 1 by 0.118 absolute, `powf` with a base below 1 in
//! every digit, `exp(NaN)` is ∞, and several functions overflow (a panic in debug builds) on NaN or −0.0.
//! Mended, they are no longer cheap: a step of Adam with two Newton steps on its inverse square root took
//! 2,477 instructions a parameter on a Cortex-M0+ and 51 on a Cortex-M4F, with the exact root 1,706 and
//! 25; its exponential takes 119 on a Cortex-M4F, the exact one 86. So the rest comes from [`Libm`].

use super::{Libm, Math};
use core::f32::consts::{PI, TAU};
use micromath::F32Ext;

/// The approximate backend: a cosine in 50 instructions of a Cortex-M4F in place of 1,800.
///
/// | function | error, measured | where from |
/// |---|---|---|
/// | `cos` | 1.2e-3 absolute, for \|x\| < 64; beyond as `Libm` | `micromath`, reduced to [0, π] |
/// | all others | as [`Libm`] | [`Libm`] |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Micromath;

impl Math for Micromath {
    #[inline]
    fn sqrt(x: f32) -> f32 {
        Libm::sqrt(x)
    }

    #[inline]
    fn sqrt_each(xs: &mut [f32]) {
        Libm::sqrt_each(xs);
    }

    fn exp(x: f32) -> f32 {
        Libm::exp(x)
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

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    /// The table of the docs: no more than it says, and not half of it, or it says too much.
    #[test]
    fn the_cosine_is_off_by_what_the_table_says() {
        let largest = (-64_000..=64_000)
            .map(|i| i as f32 * 1e-3)
            .map(|x| (f64::from(Micromath::cos(x)) - f64::from(x).cos()).abs())
            .fold(0.0, f64::max);
        assert!(largest <= 1.2e-3 && largest > 0.6e-3, "{largest:e}");
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
