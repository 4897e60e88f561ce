//! Sums of products, four by four, for Cortex-M with a floating-point unit.
//!
//! Eight values that are loaded make sixteen products. Each sum has the order of the walk, so the bits are those of the plain
//! loops.

use super::{TILE, Walk};
use core::arch::asm;

/// Whether sums by tiles are worth it.
pub(crate) const TILES: bool = true;

/// to(a, b) ← from(a, b) + Σ u(a, n) v(b, n), n as the walk goes, u from four places on and v from four others; rows of `to` are
/// `row` apart. Nothing if that does not lie in the slices.
#[inline(never)]
#[allow(unsafe_code, clippy::too_many_lines)] // an instruction a line
pub(crate) fn tile(
    walk: &Walk,
    (u, u_at): (&[f32], &[usize; TILE]),
    (v, v_at): (&[f32], &[usize; TILE]),
    from: &[[f32; TILE]; TILE],
    (to, row): (&mut [f32], usize),
) {
    let written = row.saturating_mul(TILE - 1).saturating_add(TILE);
    if !walk.stays_within((u.len(), u_at), (v.len(), v_at)) || written > to.len() {
        return;
    }
    // SAFETY: reads the walk, eight places, sixteen sums, and of u and v what was looked at; writes four rows of four sums,
    // which was looked at, too. The registers are declared as clobbered, and what is pushed is popped. `eabihf` guarantees an
    // FPU with single precision.
    unsafe {
        asm!(
            "vldmia r3, {{s0-s15}}",
            "ldr r10, [r0, #20]",
            "push {{r4, r9, r10}}", // where to, how far apart, and how many planes are left
            "mov r12, r8",
            "ldm r5, {{r5, r8, r9, r10}}",
            "add r5, r12, r5, lsl #2",
            "add r8, r12, r8, lsl #2",
            "add r9, r12, r9, lsl #2",
            "add r10, r12, r10, lsl #2",
            "mov r12, r2",
            "ldm r1, {{r1, r2, r3, r4}}",
            "add r1, r12, r1, lsl #2",
            "add r2, r12, r2, lsl #2",
            "add r3, r12, r3, lsl #2",
            "add r4, r12, r4, lsl #2",
            "ldm r0, {{r11, r12, lr}}", // step, count, lines
            "2:",
            "vldr s16, [r1]",
            "vldr s17, [r2]",
            "vldr s18, [r3]",
            "vldr s19, [r4]",
            "vldmia r5!, {{s20}}",
            "vldmia r8!, {{s21}}",
            "vldmia r9!, {{s22}}",
            "vldmia r10!, {{s23}}",
            "vmul.f32 s24, s20, s16",
            "vmul.f32 s25, s20, s17",
            "vmul.f32 s26, s20, s18",
            "vmul.f32 s27, s20, s19",
            "vmul.f32 s28, s21, s16",
            "vmul.f32 s29, s21, s17",
            "vmul.f32 s30, s21, s18",
            "vmul.f32 s31, s21, s19",
            "vadd.f32 s0, s0, s24",
            "vadd.f32 s1, s1, s25",
            "vadd.f32 s2, s2, s26",
            "vadd.f32 s3, s3, s27",
            "vadd.f32 s4, s4, s28",
            "vadd.f32 s5, s5, s29",
            "vadd.f32 s6, s6, s30",
            "vadd.f32 s7, s7, s31",
            "vmul.f32 s24, s22, s16",
            "vmul.f32 s25, s22, s17",
            "vmul.f32 s26, s22, s18",
            "vmul.f32 s27, s22, s19",
            "vmul.f32 s28, s23, s16",
            "vmul.f32 s29, s23, s17",
            "vmul.f32 s30, s23, s18",
            "vmul.f32 s31, s23, s19",
            "add r1, r1, r11, lsl #2",
            "add r2, r2, r11, lsl #2",
            "add r3, r3, r11, lsl #2",
            "add r4, r4, r11, lsl #2",
            "vadd.f32 s8, s8, s24",
            "vadd.f32 s9, s9, s25",
            "vadd.f32 s10, s10, s26",
            "vadd.f32 s11, s11, s27",
            "subs r12, r12, #1",
            "vadd.f32 s12, s12, s28",
            "vadd.f32 s13, s13, s29",
            "vadd.f32 s14, s14, s30",
            "vadd.f32 s15, s15, s31",
            "bne 2b",
            "subs lr, lr, #1",
            "beq 3f",
            // The next line.
            "ldr r12, [r0, #12]",
            "add r1, r1, r12, lsl #2",
            "add r2, r2, r12, lsl #2",
            "add r3, r3, r12, lsl #2",
            "add r4, r4, r12, lsl #2",
            "ldr r12, [r0, #16]",
            "add r5, r5, r12, lsl #2",
            "add r8, r8, r12, lsl #2",
            "add r9, r9, r12, lsl #2",
            "add r10, r10, r12, lsl #2",
            "ldr r12, [r0, #4]",
            "b 2b",
            "3:",
            "ldr r12, [sp, #8]",
            "subs r12, r12, #1",
            "beq 4f",
            // The next plane.
            "str r12, [sp, #8]",
            "ldr r12, [r0, #24]",
            "add r1, r1, r12, lsl #2",
            "add r2, r2, r12, lsl #2",
            "add r3, r3, r12, lsl #2",
            "add r4, r4, r12, lsl #2",
            "ldr r12, [r0, #28]",
            "add r5, r5, r12, lsl #2",
            "add r8, r8, r12, lsl #2",
            "add r9, r9, r12, lsl #2",
            "add r10, r10, r12, lsl #2",
            "ldr r12, [r0, #4]",
            "ldr lr, [r0, #8]",
            "b 2b",
            "4:",
            "pop {{r1, r2, r3}}",
            "vstmia r1, {{s0-s3}}",
            "add r1, r1, r2, lsl #2",
            "add r3, r1, r2, lsl #2",
            "vstmia r1, {{s4-s7}}",
            "add r1, r3, r2, lsl #2",
            "vstmia r3, {{s8-s11}}",
            "vstmia r1, {{s12-s15}}",
            inout("r0") walk => _,
            inout("r1") v_at => _,
            inout("r2") v.as_ptr() => _,
            inout("r3") from => _,
            inout("r4") to.as_mut_ptr() => _,
            inout("r5") u_at => _,
            inout("r8") u.as_ptr() => _,
            inout("r9") row => _,
            out("r10") _, out("r11") _, out("r12") _, out("lr") _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _, out("s17") _,
            out("s18") _, out("s19") _, out("s20") _, out("s21") _, out("s22") _, out("s23") _,
            out("s24") _, out("s25") _, out("s26") _, out("s27") _, out("s28") _, out("s29") _,
            out("s30") _, out("s31") _,
        );
    }
}
