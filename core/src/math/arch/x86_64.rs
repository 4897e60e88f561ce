//! x86-64: SSE is always there.

/// √x, rounded to nearest.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn sqrt(x: f32) -> f32 {
    use core::arch::x86_64::{_mm_cvtss_f32, _mm_set_ss, _mm_sqrt_ss};
    // SAFETY: pure register operations; every x86-64 processor has SSE.
    unsafe { _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))) }
}

pub(crate) use super::portable::{
    CONVERSIONS_TELL, LANES, all_convert, saturated, sign, sqrt_each,
};

/// Invalid operation, division by zero, overflow: the flags of MXCSR that stay until they are cleared.
const EXCEPTIONS: u32 = 0b1101;

#[inline]
#[allow(unsafe_code)]
fn status() -> u32 {
    let mut status = 0_u32;
    // SAFETY: writes the register to four bytes that are ours.
    unsafe {
        core::arch::asm!("stmxcsr [{}]", in(reg) &raw mut status, options(nostack, preserves_flags));
    }
    status
}

/// Whether flags tell of exceptions, so that they are rare.
pub(crate) const EXCEPTIONS_ARE_TOLD: bool = true;

/// x / y, by itself: of two side by side a compiler makes four at once, of which two are 0 / 0, and a flag of MXCSR tells of
/// these.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn quotient(x: f32, y: f32) -> f32 {
    let mut quotient = x;
    // SAFETY: a register operation, which may leave flags of MXCSR.
    unsafe {
        core::arch::asm!(
            "divss {quotient}, {y}",
            quotient = inout(xmm_reg) quotient,
            y = in(xmm_reg) y,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    quotient
}

/// x cut off, from 0 to the largest integer; 0 of NaN. This tells of what is not finite, where a cast may look first, and not
/// convert it.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn to_u32(x: f32) -> u32 {
    // SAFETY: a register operation, which leaves a flag of MXCSR.
    unsafe {
        core::arch::asm!(
            "cvttss2si {_integer:e}, {x}",
            _integer = out(reg) _,
            x = in(xmm_reg) x,
            options(nomem, nostack, preserves_flags),
        );
    }
    x as u32
}

/// Clears the flags, if one is set: that takes longer than to look.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn forget_exceptions() {
    let status = status();
    if status & EXCEPTIONS != 0 {
        let cleared = status & !EXCEPTIONS;
        // SAFETY: the same rounding and masks with fewer flags, which no code relies on.
        unsafe {
            core::arch::asm!("ldmxcsr [{}]", in(reg) &raw const cleared, options(nostack));
        }
    }
}

/// Whether a result since then was infinite or not a number, of operands that were neither; or was before
/// it was bounded.
#[inline]
pub(crate) fn exceptions() -> bool {
    status() & EXCEPTIONS != 0
}

#[cfg(test)]
mod tests {
    use super::{exceptions, forget_exceptions, to_u32};
    use core::hint::black_box;

    #[test]
    fn exceptions_are_told_of_until_they_are_forgotten() {
        for (x, told) in [(1.0, false), (f32::MAX, true), (0.5, false)] {
            forget_exceptions();
            black_box(black_box(x) * 2.0);
            assert_eq!([exceptions(), exceptions()], [told; 2], "2 · {x}");
        }
    }

    #[test]
    fn a_conversion_tells_of_what_is_not_finite() {
        let kinds = [0.0, 7.5, 4e8, f32::INFINITY, f32::NAN, -f32::NAN];
        for x in kinds {
            forget_exceptions();
            assert_eq!(to_u32(black_box(x)), x as u32, "{x}");
            assert_eq!(exceptions(), !x.is_finite(), "{x}");
        }
    }
}
