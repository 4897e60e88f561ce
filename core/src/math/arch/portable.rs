//! What a processor does as any other does it.

/// Parameters that a turn of a loop moves: the compiler writes out, or vectorises, as it sees fit.
#[allow(dead_code, reason = "not on a Cortex-M")]
pub(crate) const LANES: usize = 1;

/// Several integers are compared at once.
#[allow(dead_code, reason = "not on a Cortex-M with a floating-point unit")]
pub(crate) const CONVERSIONS_TELL: bool = false;

/// Whether every number is from −2³¹ on and below 2³¹.
#[allow(dead_code, reason = "not on a Cortex-M with a floating-point unit")]
pub(crate) fn all_convert(numbers: &[f32]) -> bool {
    const END: f32 = 2_147_483_648.0;
    numbers.iter().all(|x| *x >= -END && *x < END)
}

/// √x of each, rounded to nearest.
#[allow(dead_code, reason = "not on a Cortex-M with a floating-point unit")]
#[inline]
pub(crate) fn sqrt_each(xs: &mut [f32]) {
    for x in xs {
        *x = super::sqrt(*x);
    }
}

/// −1, 0 or 1; 0 for NaN.
#[allow(dead_code, reason = "not on a Cortex-M with a floating-point unit")]
#[inline]
pub(crate) const fn sign(x: f32) -> f32 {
    let one = f32::from_bits(x.to_bits() & 0x8000_0000 | 1.0_f32.to_bits());
    if x.abs() > 0.0 { one } else { 0.0 }
}

/// The smaller of x, which is no NaN, and `f32::MAX`: `f32::min` in every bit, but a comparison that
/// vectorises in WebAssembly.
#[allow(dead_code, reason = "not on a Cortex-M with a floating-point unit")]
#[inline]
pub(crate) const fn saturated(x: f32) -> f32 {
    if x < f32::MAX { x } else { f32::MAX }
}

/// The same for x of at least 0, compared as the integer of its bits: what is above the largest finite
/// number saturates, in one instruction of a Cortex-M4F.
#[allow(dead_code, reason = "on a Cortex-M with a floating-point unit only")]
#[inline]
pub(crate) const fn saturated_by_bits(x: f32) -> f32 {
    const ROOM: i32 = i32::MAX - f32::MAX.to_bits() as i32;
    let bits = (x.to_bits() as i32).saturating_add(ROOM) - ROOM;
    f32::from_bits(bits as u32)
}

/// x cut off, from 0 to the largest integer; 0 of NaN. Where exceptions are told, this tells of what is not finite, as the
/// instruction of a Cortex-M does.
#[allow(dead_code, reason = "not on x86-64")]
#[inline]
pub(crate) const fn to_u32(x: f32) -> u32 {
    x as u32
}

/// x / y. Where exceptions are told, and several quotients may be made at once, only of these.
#[allow(dead_code, reason = "not on x86-64")]
#[inline]
pub(crate) const fn quotient(x: f32, y: f32) -> f32 {
    x / y
}

/// There are no flags to clear.
#[allow(dead_code, reason = "not where the processor has flags")]
#[inline]
pub(crate) const fn forget_exceptions() {}

/// Whether flags tell of exceptions, so that they are rare.
#[allow(dead_code, reason = "not where the processor has flags")]
pub(crate) const EXCEPTIONS_ARE_TOLD: bool = false;

/// Whether a result may be infinite or not a number: always, as no flag tells.
#[allow(dead_code, reason = "not where the processor has flags")]
#[inline]
pub(crate) const fn exceptions() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::{saturated, saturated_by_bits};

    #[test]
    fn a_sum_saturates_as_the_smaller_of_two_would_be() {
        for x in [0.0, 1.0, f32::MAX.next_down(), f32::MAX, f32::INFINITY] {
            assert_eq!(saturated(x).to_bits(), x.min(f32::MAX).to_bits(), "{x}");
            assert_eq!(saturated_by_bits(x).to_bits(), x.min(f32::MAX).to_bits(), "{x}");
        }
    }
}
