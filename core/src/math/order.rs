//! The larger and the smaller of two numbers, by one comparison.
//!
//! `f32::max` looks after a NaN on either side, which on a Cortex-M4F is a call of some twenty
//! instructions. In a loop one side is never NaN.

use super::EXCEPTIONS_ARE_TOLD;

/// The larger of `bound`, which is no NaN, and `x`; `bound` where x is NaN.
#[inline]
pub(crate) const fn larger(bound: f32, x: f32) -> f32 {
    if x > bound { x } else { bound }
}

/// The smaller of `bound`, which is no NaN, and `x`; `bound` where x is NaN.
#[inline]
pub(crate) const fn smaller(bound: f32, x: f32) -> f32 {
    if x < bound { x } else { bound }
}

/// The largest number with a finite square.
pub(crate) const LARGEST_ROOT: f32 = 1.844_674_3e19;

/// Whether none is infinite or NaN: in few bytes on a chip that has to be asked rarely, as flags tell of exceptions; quickly
/// elsewhere.
#[inline]
pub(crate) fn all_finite(xs: &[f32]) -> bool {
    let rarely = EXCEPTIONS_ARE_TOLD && cfg!(target_os = "none");
    if rarely { each_is_finite(xs) } else { none_is_beyond(xs) }
}

/// One after the other: a loop with a second way out is not unrolled.
#[cold]
#[inline(never)]
fn each_is_finite(xs: &[f32]) -> bool {
    xs.iter().all(|x| x.is_finite())
}

/// By how far each magnitude, which compares as its bits do, is below the largest: a sign says that one is beyond it, so that
/// several are looked at at once.
#[inline]
fn none_is_beyond(xs: &[f32]) -> bool {
    const LARGEST: u32 = f32::MAX.to_bits();
    let below = |x: &f32| LARGEST.wrapping_sub(x.to_bits() & 0x7fff_ffff);
    xs.iter().fold(0, |all, x| all | below(x)) >> 31 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_not_finite_is_found_anywhere() {
        for all_finite in [each_is_finite, none_is_beyond] {
            assert!(all_finite(&[]) && all_finite(&[f32::MAX, -f32::MAX, 1e-45, -0.0]));
            for wrong in [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN] {
                for at in 0..9 {
                    let mut xs = [1.0; 9];
                    xs[at] = wrong;
                    assert!(!all_finite(&xs), "{wrong} at {at}");
                }
            }
        }
    }

    #[test]
    fn as_the_standard_library_orders() {
        for bound in [-f32::MAX, -1.0, 0.5, f32::INFINITY] {
            for x in [f32::NEG_INFINITY, -1.0, 0.5, 2.0, f32::INFINITY, f32::NAN] {
                assert_eq!(larger(bound, x).to_bits(), x.max(bound).to_bits(), "{bound} {x}");
                assert_eq!(smaller(bound, x).to_bits(), x.min(bound).to_bits(), "{bound} {x}");
            }
        }
    }
}
