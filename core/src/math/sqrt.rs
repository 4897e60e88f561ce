//! The exactly rounded square root, by one instruction where the processor has it.
//!
//! IEEE 754 demands that a square root is exactly rounded, so the instruction and the software of
//! `libm` agree in every bit of every finite result. This is the one file of the crate that may
//! hold `unsafe`: stable Rust has no safe way to reach `vsqrt.f32`.

/// √x, rounded to nearest.
#[cfg(all(target_arch = "arm", target_abi = "eabihf"))]
#[inline]
#[allow(unsafe_code)]
pub(super) fn sqrt(x: f32) -> f32 {
    let mut bits = x.to_bits();
    // SAFETY: three register moves; reads no memory, touches no flags, and `s0` is declared as
    // clobbered. `eabihf` guarantees an FPU with single precision.
    // The register class `sreg` does not compile on stable, so the bits travel in a core register.
    unsafe {
        core::arch::asm!(
            "vmov s0, {bits}",
            "vsqrt.f32 s0, s0",
            "vmov {bits}, s0",
            bits = inout(reg) bits,
            out("s0") _,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    f32::from_bits(bits)
}

/// √x of each, rounded to nearest.
///
/// One root after another, each would cross from a floating-point to a core register and back, five
/// instructions in all. Eight at once cross by memory, a good three instructions each.
#[cfg(all(target_arch = "arm", target_abi = "eabihf"))]
#[inline]
#[allow(unsafe_code)]
pub(super) fn sqrt_each(xs: &mut [f32]) {
    let (eights, rest) = xs.as_chunks_mut::<8>();
    for eight in eights {
        // SAFETY: reads and writes the eight numbers behind `eight`, which is aligned and ours alone;
        // the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
        unsafe {
            core::arch::asm!(
                "vldmia {eight}, {{s0-s7}}",
                "vsqrt.f32 s0, s0",
                "vsqrt.f32 s1, s1",
                "vsqrt.f32 s2, s2",
                "vsqrt.f32 s3, s3",
                "vsqrt.f32 s4, s4",
                "vsqrt.f32 s5, s5",
                "vsqrt.f32 s6, s6",
                "vsqrt.f32 s7, s7",
                "vstmia {eight}, {{s0-s7}}",
                eight = in(reg) eight.as_mut_ptr(),
                out("s0") _, out("s1") _, out("s2") _, out("s3") _,
                out("s4") _, out("s5") _, out("s6") _, out("s7") _,
                options(nostack, preserves_flags),
            );
        }
    }
    for x in rest {
        *x = sqrt(*x);
    }
}

/// √x of each, rounded to nearest.
#[cfg(not(all(target_arch = "arm", target_abi = "eabihf")))]
#[inline]
pub(super) fn sqrt_each(xs: &mut [f32]) {
    for x in xs {
        *x = sqrt(*x);
    }
}

/// √x, rounded to nearest.
#[cfg(target_arch = "x86_64")]
#[inline]
#[allow(unsafe_code)]
pub(super) fn sqrt(x: f32) -> f32 {
    use core::arch::x86_64::{_mm_cvtss_f32, _mm_set_ss, _mm_sqrt_ss};
    // SAFETY: pure register operations; every x86-64 processor has SSE.
    unsafe { _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))) }
}

/// √x, rounded to nearest: `f32.sqrt`, which stable Rust reaches through the standard library only.
/// The browser's target always has that; the bare `wasm32v1-none` has not.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[inline]
pub(super) fn sqrt(x: f32) -> f32 {
    extern crate std;
    x.sqrt()
}

/// √x, rounded to nearest.
#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "arm", target_abi = "eabihf"),
    all(target_arch = "wasm32", target_os = "unknown"),
)))]
#[inline]
pub(super) fn sqrt(x: f32) -> f32 {
    libm::sqrtf(x)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_instruction_equals_the_software() {
        for exponent in 0..255_u32 {
            for i in 0..1000_u32 {
                let mantissa = i.wrapping_mul(2_654_435_761) & 0x7f_ffff;
                let x = f32::from_bits(exponent << 23 | mantissa);
                assert_eq!(super::sqrt(x).to_bits(), libm::sqrtf(x).to_bits(), "sqrt({x})");
            }
        }
    }
}
