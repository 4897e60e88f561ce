//! Roots by 32-bit products, without a loop: r ≈ 1/√z gives s = z r to 13 bits, and its remainder z − s²
//! the rest: s + (z − s²) r / 2. The remainder of that result tells whether it is off by one.

use super::inverse::inverse_root;

/// ⌊√x⌋, as `u32::isqrt` gives it.
// Large enough that a call is better than a copy where code is built to be small.
pub(crate) fn isqrt(x: u32) -> u32 {
    // A shift by an even number of bits makes z a number in [1, 4), in units of 2⁻³⁰. Most are one: to
    // count zeros takes a Cortex-M0+ a tenth of all.
    let zeros = if x >> 30 == 0 { (x | 1).leading_zeros() & !1 } else { 0 };
    let z = x << zeros;
    let (s, r) = first(z);
    let correction = times(remainder(z, s), r) >> 27;
    let s = s.wrapping_add(correction as u32);
    corrected(s, remainder(z, s)) >> (zeros >> 1)
}

/// √z in units of 2⁻²⁴, rounded down; z in [1, 4), in units of 2⁻³⁰.
#[inline]
pub(crate) fn of_mantissa(z: u32) -> u32 {
    let (s, r) = first(z);
    let correction = times(remainder(z, s), r) >> 18;
    let s = (s << 9).wrapping_add(correction as u32);
    // What remains is small: its lowest 32 bits are all of it.
    corrected(s, remainder(z << 18, s))
}

/// √z in units of 2⁻¹⁵ and 1/√z in units of 2⁻¹⁶, to 13 bits.
#[inline]
fn first(z: u32) -> (u32, u32) {
    let r = inverse_root(z) >> 14;
    ((z >> 16).wrapping_mul(r) >> 15, r)
}

/// z − s².
#[inline]
const fn remainder(z: u32, s: u32) -> i32 {
    z.wrapping_sub(s.wrapping_mul(s)) as i32
}

/// rest · r / 2⁵; a remainder of the first root takes 19 bits.
#[inline]
const fn times(rest: i32, r: u32) -> i32 {
    (rest >> 5).wrapping_mul(r as i32)
}

/// s, or one less or more, so that 0 ≤ rest ≤ 2 s; without a branch.
#[inline]
const fn corrected(s: u32, rest: i32) -> u32 {
    let below = rest >> 31;
    let above = (s << 1).wrapping_sub(rest as u32) as i32 >> 31;
    s.wrapping_add_signed(below).wrapping_sub(above as u32)
}
