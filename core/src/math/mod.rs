//! Every floating-point function the crate calls; nothing else calls a math library.
//!
//! A backend is a zero-sized type behind [`Math`], not a cargo switch: cargo unifies features over
//! the whole dependency graph, so a switch would let a stranger change your bits. `+ - * /` stay
//! plain operators: Rust never contracts them, so they are the same bits everywhere.

#[cfg(not(feature = "libm"))]
compile_error!("thalweg needs its exact math backend: enable the feature `libm` (on by default)");

mod exponent;
mod half_cosine;
#[cfg(feature = "libm")]
mod libm;
#[cfg(feature = "micromath")]
mod micromath;
mod order;
mod power;
mod sign;
#[cfg(feature = "libm")]
mod sqrt;
mod sum;
mod wide;

#[cfg(feature = "libm")]
pub use self::libm::Libm;
#[cfg(feature = "micromath")]
pub use self::micromath::Micromath;
pub(crate) use exponent::{Exponent, TWO_LOG2_E, power_of_integer};
pub(crate) use half_cosine::sine_squared;
pub(crate) use order::{larger, smaller};
pub use power::{one_minus_powi, powi};
pub use sign::sign;
pub(crate) use sum::Sum;
pub(crate) use wide::Wide;

/// The floating-point functions that training needs, of one accuracy.
///
/// Callers may rely on: no function panics, whatever the bits; a NaN argument gives NaN. The doc of
/// each backend states its error bound.
pub trait Math: Copy + core::fmt::Debug + 'static {
    /// √x; NaN below 0.
    fn sqrt(x: f32) -> f32;
    /// √x of each, in place: what one root after another would give.
    #[inline]
    fn sqrt_each(xs: &mut [f32]) {
        for x in xs {
            *x = Self::sqrt(*x);
        }
    }
    /// eˣ.
    fn exp(x: f32) -> f32;
    /// ln x; NaN below 0, −∞ at 0.
    fn ln(x: f32) -> f32;
    /// cos x, x in radians.
    fn cos(x: f32) -> f32;
    /// x to the power y, x at least 0.
    fn powf(x: f32, y: f32) -> f32;
    /// tanh x.
    fn tanh(x: f32) -> f32;
}
