//! ‖g‖₂ that neither overflows nor vanishes.

use crate::math::Math;

/// The L2 norm of finite numbers: of (3e30, 4e30) it is 5e30, though their squares are not finite.
///
/// The plain sum of squares is used where it is a normal number; only otherwise are the numbers
/// walked twice more, divided by their largest. At most `f32::MAX`; NaN if one of them is.
pub(crate) fn norm<M: Math>(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let sum = values.clone().fold(0.0, |sum, x| sum + x * x);
    if sum >= f32::MIN_POSITIVE && sum <= f32::MAX || sum.is_nan() {
        return M::sqrt(sum);
    }
    let largest = values.clone().fold(0.0, |largest: f32, x| largest.max(x.abs()));
    if largest == 0.0 || largest.is_infinite() {
        return largest.min(f32::MAX);
    }
    let sum = values.fold(0.0, |sum, x| sum + (x / largest) * (x / largest));
    (largest * M::sqrt(sum)).min(f32::MAX)
}
