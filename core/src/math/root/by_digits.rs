//! Roots digit by digit: a few dozen bytes of code, and no table.

use core::hint::black_box;

/// ⌊√x⌋, as `u32::isqrt` gives it.
pub(crate) fn isqrt(x: u32) -> u32 {
    digits(x, 16)
}

/// √z in units of 2⁻²⁴, rounded down; z in [1, 4), in units of 2⁻³⁰.
pub(crate) fn of_mantissa(z: u32) -> u32 {
    digits(z, 25)
}

/// The first binary digits of the root of z, from the pair of bits at its top on: as by hand, each pair
/// that comes down gives a digit.
#[inline(never)]
fn digits(mut z: u32, count: u32) -> u32 {
    let (mut root, mut rest) = (0_u32, 0_u32);
    // Knowing how many there are, the compiler would write all digits out.
    for _ in 0..black_box(count) {
        rest = rest << 2 | z >> 30;
        z <<= 2;
        let trial = root << 2 | 1;
        root <<= 1;
        if rest >= trial {
            rest = rest.wrapping_sub(trial);
            root |= 1;
        }
    }
    root
}
