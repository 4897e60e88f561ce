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
    if cfg!(all(target_arch = "arm", target_abi = "eabihf")) {
        // Two comparisons without a branch are cheaper there than a way through a core register.
        if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        }
    } else {
        let one = f32::from_bits(x.to_bits() & 0x8000_0000 | 1.0_f32.to_bits());
        if x.abs() > 0.0 { one } else { 0.0 }
    }
}
