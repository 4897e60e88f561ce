//! xⁿ by repeated squaring: the same bits on every target and no power function.

/// `x` to the power `n`, by repeated squaring.
///
/// Bias corrections need βᵗ at every step. A power function costs 267 instructions on a Cortex-M4F
/// and differs between libraries; squaring needs at most 32 rounds and no state. The relative error
/// grows with n, at most about n ulp.
///
/// ```
/// assert_eq!(thalweg::math::powi(0.5, 3), 0.125);
/// assert_eq!(thalweg::math::powi(0.9, 0), 1.0);
/// ```
#[must_use]
pub const fn powi(x: f32, n: u32) -> f32 {
    let (mut base, mut rest, mut product) = (x, n, 1.0);
    while rest > 0 {
        if rest & 1 == 1 {
            product *= base;
        }
        base *= base;
        rest >>= 1;
    }
    product
}
