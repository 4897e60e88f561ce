//! The sign of a number, 0 for 0: `f32::signum` has no 0.

/// −1, 0 or 1; 0 for NaN, which has no sign to follow.
///
/// ```
/// use thalweg::math::sign;
/// assert_eq!([-2.0, -0.0, 0.0, 1e-45, f32::NAN].map(sign), [-1.0, 0.0, 0.0, 1.0, 0.0]);
/// ```
#[must_use]
#[inline]
pub const fn sign(x: f32) -> f32 {
    super::arch::sign(x)
}
