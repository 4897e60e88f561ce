//! Thirty-two bits that look like chance, of a number.

/// A bijection of 32 bits that flips each output bit with each input bit about half the time.
///
/// C. Wellons, "Prospecting for Hash Functions" (2018), `lowbias32`: two multiplications, cheap on a
/// Cortex-M.
#[inline]
pub(crate) const fn mix(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}
