//! x86-64: SSE is always there.

/// √x, rounded to nearest.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn sqrt(x: f32) -> f32 {
    use core::arch::x86_64::{_mm_cvtss_f32, _mm_set_ss, _mm_sqrt_ss};
    // SAFETY: pure register operations; every x86-64 processor has SSE.
    unsafe { _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))) }
}

pub(crate) use super::portable::{LANES, SUMS_ARE_CHEAP, saturated, sign, sqrt_each};
