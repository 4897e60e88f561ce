//! The exact backend: `libm` 0.2.16, pinned, because its results are part of our promise.

use super::{Math, sqrt};

/// The exact backend, bit-identical on every target.
///
/// Error bounds, as `libm` tests them against MPFR: `sqrt` ½ ulp (exactly rounded), `exp`, `ln`,
/// `powf` and `cos` 1 ulp, `tanh` 2 ulp. Where the processor has an exactly rounded square root
/// (Cortex-M4F and up, x86-64), that instruction is used: it changes no bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Libm;

impl Math for Libm {
    #[inline]
    fn sqrt(x: f32) -> f32 {
        sqrt::sqrt(x)
    }
    #[inline]
    fn sqrt_each(xs: &mut [f32]) {
        sqrt::sqrt_each(xs);
    }
    fn exp(x: f32) -> f32 {
        libm::expf(x)
    }
    fn ln(x: f32) -> f32 {
        libm::logf(x)
    }
    fn cos(x: f32) -> f32 {
        libm::cosf(x)
    }
    fn powf(x: f32, y: f32) -> f32 {
        libm::powf(x, y)
    }
    fn tanh(x: f32) -> f32 {
        libm::tanhf(x)
    }
}
