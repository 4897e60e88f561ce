//! Sums of products of a 32-bit and a 16-bit number: exact in 64 bits, rounded once.
//!
//! w x = ⌊w / 2¹⁶⌋ x 2¹⁶ + (w mod 2¹⁶) x: two products of 32 bits, each one instruction of a Cortex-M0+, where one of
//! 64 bits is a call. A product is below 2⁴⁷, so that 2¹⁶ of them stay below 2⁶³.

/// The most products of a sum.
pub(super) const MOST: usize = 1 << 16;

/// A sum of products.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum(i64);

impl Sum {
    /// Of nothing.
    pub(super) const ZERO: Self = Self(0);

    /// w · 2^up, for up ≤ 15.
    pub(super) const fn of(w: i32, up: u32) -> Self {
        Self((w as i64) << (up & 15))
    }

    /// With w x.
    #[inline]
    pub(super) const fn and(self, w: i32, x: i16) -> Self {
        let x = x as i32;
        // −2¹⁵ times 2¹⁶ − 1 is still above −2³¹.
        let (high, low) = ((w >> 16).wrapping_mul(x), (w & 0xffff).wrapping_mul(x));
        Self(self.0.wrapping_add((high as i64) << 16).wrapping_add(low as i64))
    }

    /// The sum · 2^−down, to nearest, ties away from zero, for down ≤ 62; its end beyond the range of an `i16`,
    /// which is counted.
    pub(super) const fn narrow(self, down: u32, saturated: &mut usize) -> i16 {
        let half = 1_i64 << (down & 63) >> 1;
        let tie = if down == 0 { 0 } else { self.0 >> 63 };
        saturate(self.0.wrapping_add(half).wrapping_add(tie) >> (down & 63), saturated)
    }
}

/// The value, or the end of the range that it lies beyond, which is counted.
pub(super) const fn saturate(value: i64, saturated: &mut usize) -> i16 {
    let narrow = value as i16;
    if narrow as i64 == value {
        return narrow;
    }
    *saturated = saturated.wrapping_add(1);
    if value < 0 { i16::MIN } else { i16::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_exact_and_rounded_once() {
        for w in [0, 1, -1, 65_535, 65_536, -65_537, 1 << 30, i32::MAX, i32::MIN] {
            for x in [0, 1, -1, 255, i16::MAX, i16::MIN] {
                let sum = Sum::of(w, 15).and(w, x).and(-7, x);
                let exact = (i128::from(w) << 15) + (i128::from(w) - 7) * i128::from(x);
                assert_eq!(i128::from(sum.0), exact);
                for down in [0, 1, 20, 40] {
                    let magnitude = (exact.unsigned_abs() + (1 << down >> 1)) >> down;
                    let right = if exact < 0 { -(magnitude as i128) } else { magnitude as i128 };
                    let mut saturated = 0;
                    let found = sum.narrow(down, &mut saturated);
                    assert_eq!(i128::from(found), right.clamp(-32_768, 32_767), "{exact} {down}");
                    assert_eq!(saturated, usize::from(i128::from(found) != right));
                }
            }
        }
    }
}
