//! The code of a number between 0 and 1 whose steps shrink by decades.
//!
//! T. Dettmers, M. Lewis, S. Shleifer, L. Zettlemoyer, "8-bit Optimizers via Block-wise Quantization"
//! (2022), section 2.1.

use super::to_u32;

/// The highest power of two of a code, 2⁶ where a code has a sign: 64 steps between 0.1 and 1, 32 in the decade below.
pub(crate) const TOP_OF_SIGNED: u32 = 6;
/// The same without a sign, as roots have none.
pub(crate) const TOP_OF_ROOTS: u32 = 7;

/// A number in [0, 1).
#[inline]
pub(crate) fn uniform(noise: u32) -> f32 {
    (noise >> 8) as f32 * (1.0 / 16_777_216.0)
}

/// One of the two codes beside a magnitude, the upper one with the probability of its nearness; the largest of one above
/// 1, and 0 of NaN. A magnitude's bits compare as it does: in a core register, where a comparison takes one instruction.
#[inline]
pub(crate) fn dynamic_code(share: f32, top: u32, noise: u32) -> u8 {
    const TENTH: u32 = 0.1_f32.to_bits();
    let (mut count, mut y) = (1_u32 << (top & 31), share); // of 7 at most
    if share.to_bits() > 1.0_f32.to_bits() {
        return beyond(share, count);
    }
    while y.to_bits() <= TENTH && count > 1 {
        y *= 10.0;
        count >>= 1;
    }
    // How many steps above the decade below; the last decade reaches down to 0.
    let steps = if count == 1 { y } else { count as f32 * (1.0 - (1.0 - y) / 0.9) };
    let up = (steps + uniform(noise)) as u32;
    count.wrapping_sub(1).wrapping_add(up.min(count)) as u8
}

/// The largest code above 1, and 0 of NaN. It tells whoever takes the step of what is not finite.
#[cold]
#[inline(never)]
fn beyond(share: f32, count: u32) -> u8 {
    if to_u32(share) == 0 { 0 } else { count.wrapping_mul(2).wrapping_sub(1) as u8 }
}
