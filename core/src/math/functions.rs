//! The functions of one argument and powers.
//!
//! Error bounds, as `libm` tests them against MPFR: `sqrt` ½ ulp (exactly rounded), `exp`, `ln`, `powf`
//! and `cos` 1 ulp. No function panics, whatever the bits; a NaN argument gives NaN.
//!
//! The bits of `exp`, `ln`, `powf`, `cos`, `tanh` and `erfc` are those of `libm` 0.2.1 to 0.2.16, which are all the same; a
//! later version might round one of them differently. `sqrt` is ours.

use super::arch;

/// √x, exactly rounded; NaN below 0. By one instruction where the processor has it.
///
/// ```
/// assert_eq!(thalweg::math::sqrt(2.25), 1.5);
/// ```
#[must_use]
#[inline]
pub fn sqrt(x: f32) -> f32 {
    arch::sqrt(x)
}

/// eˣ, within 1 ulp.
///
/// ```
/// assert_eq!(thalweg::math::exp(0.0), 1.0);
/// ```
#[must_use]
pub fn exp(x: f32) -> f32 {
    libm::expf(x)
}

/// ln x, within 1 ulp; NaN below 0, −∞ at 0.
///
/// ```
/// assert_eq!(thalweg::math::ln(1.0), 0.0);
/// ```
#[must_use]
pub fn ln(x: f32) -> f32 {
    libm::logf(x)
}

/// cos x, x in radians, within 1 ulp.
///
/// ```
/// assert_eq!(thalweg::math::cos(0.0), 1.0);
/// ```
#[must_use]
pub fn cos(x: f32) -> f32 {
    libm::cosf(x)
}

/// x to the power y, x at least 0, within 1 ulp.
///
/// ```
/// assert_eq!(thalweg::math::powf(9.0, 0.5), 3.0);
/// ```
#[must_use]
pub fn powf(x: f32, y: f32) -> f32 {
    libm::powf(x, y)
}

/// tanh x, within 2 ulp.
///
/// ```
/// assert_eq!(thalweg::math::tanh(0.0), 0.0);
/// ```
#[must_use]
pub fn tanh(x: f32) -> f32 {
    libm::tanhf(x)
}

/// erfc x = 1 − erf x = 2/√π ∫ₓ^∞ e^(−t²) dt, within 4 ulp.
///
/// ```
/// assert_eq!(thalweg::math::erfc(0.0), 1.0);
/// ```
#[must_use]
pub fn erfc(x: f32) -> f32 {
    libm::erfcf(x)
}
