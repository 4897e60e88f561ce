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
