//! A sum for Cortex-M with a floating-point unit: eight values are loaded at once.

use core::arch::asm;

const EIGHT: usize = 8;

/// Σ values, one after the other.
pub(crate) fn total(values: &[f32]) -> f32 {
    let (eights, rest) = values.as_chunks::<EIGHT>();
    let begun = if eights.is_empty() { -0.0 } else { total_of(eights) };
    rest.iter().fold(begun, |sum, value| sum + value)
}

/// Of at least one eight.
#[allow(unsafe_code)]
fn total_of(eights: &[[f32; EIGHT]]) -> f32 {
    let mut sum = -0.0_f32; // what nothing changes that is added to it
    // SAFETY: reads as many eights as there are, and reads and writes the sum; the registers are declared as clobbered. `eabihf` guarantees an FPU with single
    // precision.
    unsafe {
        asm!(
            "vldr s0, [{sum}]",
            "2:",
            "vldmia {at}!, {{s1-s8}}",
            "subs {left}, {left}, #1",
            "vadd.f32 s0, s0, s1",
            "vadd.f32 s0, s0, s2",
            "vadd.f32 s0, s0, s3",
            "vadd.f32 s0, s0, s4",
            "vadd.f32 s0, s0, s5",
            "vadd.f32 s0, s0, s6",
            "vadd.f32 s0, s0, s7",
            "vadd.f32 s0, s0, s8",
            "bne 2b",
            "vstr s0, [{sum}]",
            at = inout(reg) eights.as_ptr() => _,
            left = inout(reg) eights.len() => _,
            sum = in(reg) &raw mut sum,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _, out("s6") _,
            out("s7") _, out("s8") _,
            options(nostack),
        );
    }
    sum
}
