//! The larger and the smaller of two numbers, by one comparison.
//!
//! `f32::max` looks after a NaN on either side, which on a Cortex-M4F is a call of some twenty
//! instructions. In a loop one side is never NaN.

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

#[cfg(test)]
mod tests {
    use super::*;

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
