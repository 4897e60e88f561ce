//! Whole loops of rules that divide by an approximated root, for Cortex-M with a floating-point unit.
//!
//! The approximation is made of the bits of an average, in core registers: r = magic − (v / 2), but no more than 1/ε. As
//! 1/ε − max(0, 1/ε − magic + v / 2) that takes four instructions, of which one bounds. Registers as in
//! `cortex_m_fpu_runs.rs`.

use crate::math::BLOCK;
use core::arch::naked_asm;

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − step size · m · min(about 1/√v, 1/ε), of as many blocks as
/// all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn adam(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    states: &mut [[[f32; 2]; BLOCK]],
    (beta1, beta2, epsilon, step_size): (f32, f32, f32, f32),
) {
    let halves = w.len().min(g.len()).min(states.len()).wrapping_mul(2);
    if halves > 0 {
        let (w, g, states) = (w.as_mut_ptr(), g.as_ptr(), states.as_mut_ptr());
        // SAFETY: at least two halves of a block, and no more than each of the slices has.
        unsafe { adam_of_halves(w, g, states, halves, beta1, beta2, 1.0 / epsilon, step_size) }
    }
}

/// In r12 the bits of the number in lr less the magic ones of the approximation.
macro_rules! bound {
    () => {
        concat!("movw r12, #0x5a86\n", "movt r12, #0x5f37\n", "sub r12, lr, r12\n",)
    };
}

/// In each register about 1/√ of the number that it holds, or what lr holds if that is less.
macro_rules! inverse_roots {
    ($($register:literal)*) => {
        concat!(
            $("ubfx ", $register, ", ", $register, ", #1, #30\n",)* // half of it, without a sign
            $("add ", $register, ", ", $register, ", r12\n",)*
            $("usat ", $register, ", #31, ", $register, "\n",)* // no less than 0
            $("sub ", $register, ", lr, ", $register, "\n",)*
        )
    };
}

/// Half a block a turn: β₁, β₂ and the step size stay in s0, s1 and s3, 1 − β₁ and 1 − β₂ in s24 and s25, 1/ε in lr; m and
/// v lie in s4 to s11, g in s12 to s15, what stands for the roots in s16 to s19, w in s20 to s23. v goes to the core
/// registers by memory, as there loads overlap.
///
/// # Safety
/// At least one half of a block; as many behind each pointer, those of w and of the states ours alone. `eabihf`
/// guarantees an FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn adam_of_halves(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    states: *mut [[f32; 2]; BLOCK],
    halves: usize,
    beta1: f32,
    beta2: f32,
    limit: f32,
    step_size: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r7, r12, lr}}",
        "vpush {{d8-d12}}",
        "vmov lr, s2",
        bound!(),
        "vmov.f32 s16, #1.0",
        "vsub.f32 s24, s16, s0",
        "vsub.f32 s25, s16, s1",
        "2:",
        "vldmia r1!, {{s12-s15}}",
        "vldmia r2, {{s4-s11}}",
        "vmul.f32 s16, s12, s24",
        "vmul.f32 s17, s13, s24",
        "vmul.f32 s18, s14, s24",
        "vmul.f32 s19, s15, s24",
        "vmul.f32 s12, s12, s12",
        "vmul.f32 s13, s13, s13",
        "vmul.f32 s14, s14, s14",
        "vmul.f32 s15, s15, s15",
        "vmul.f32 s4, s4, s0",
        "vmul.f32 s6, s6, s0",
        "vmul.f32 s8, s8, s0",
        "vmul.f32 s10, s10, s0",
        "vmul.f32 s5, s5, s1",
        "vmul.f32 s7, s7, s1",
        "vmul.f32 s9, s9, s1",
        "vmul.f32 s11, s11, s1",
        "vmul.f32 s12, s12, s25",
        "vmul.f32 s13, s13, s25",
        "vmul.f32 s14, s14, s25",
        "vmul.f32 s15, s15, s25",
        "vadd.f32 s4, s4, s16",
        "vadd.f32 s6, s6, s17",
        "vadd.f32 s8, s8, s18",
        "vadd.f32 s10, s10, s19",
        "vadd.f32 s5, s5, s12",
        "vadd.f32 s7, s7, s13",
        "vadd.f32 s9, s9, s14",
        "vadd.f32 s11, s11, s15",
        "vldmia r0, {{s20-s23}}",
        "vstmia r2!, {{s4-s11}}",
        "ldr r4, [r2, #-28]",
        "ldr r5, [r2, #-20]",
        "ldr r6, [r2, #-12]",
        "ldr r7, [r2, #-4]",
        inverse_roots!("r4" "r5" "r6" "r7"),
        "vmov s16, s17, r4, r5",
        "vmov s18, s19, r6, r7",
        "vmul.f32 s16, s4, s16",
        "vmul.f32 s17, s6, s17",
        "vmul.f32 s18, s8, s18",
        "vmul.f32 s19, s10, s19",
        "vmul.f32 s16, s16, s3",
        "vmul.f32 s17, s17, s3",
        "vmul.f32 s18, s18, s3",
        "vmul.f32 s19, s19, s3",
        "vsub.f32 s20, s20, s16",
        "vsub.f32 s21, s21, s17",
        "vsub.f32 s22, s22, s18",
        "vsub.f32 s23, s23, s19",
        "subs r3, r3, #1",
        "vstmia r0!, {{s20-s23}}",
        "bne 2b",
        "vpop {{d8-d12}}",
        "pop {{r4-r7, r12, pc}}",
    );
}

/// Where a turn of [`adagrad_of_blocks`] begins, or its like: g, averages or sums, and squares.
macro_rules! squares {
    () => {
        concat!(
            "2:\n",
            "vldmia r1!, {{s8-s15}}\n",
            "vldmia r2, {{s0-s7}}\n",
            "vmul.f32 s16, s8, s8\n",
            "vmul.f32 s17, s9, s9\n",
            "vmul.f32 s18, s10, s10\n",
            "vmul.f32 s19, s11, s11\n",
            "vmul.f32 s20, s12, s12\n",
            "vmul.f32 s21, s13, s13\n",
            "vmul.f32 s22, s14, s14\n",
            "vmul.f32 s23, s15, s15\n",
        )
    };
}

/// What follows: the squares are added, and the bits go to core registers.
macro_rules! sums {
    () => {
        concat!(
            "vadd.f32 s0, s0, s16\n",
            "vadd.f32 s1, s1, s17\n",
            "vadd.f32 s2, s2, s18\n",
            "vadd.f32 s3, s3, s19\n",
            "vadd.f32 s4, s4, s20\n",
            "vadd.f32 s5, s5, s21\n",
            "vadd.f32 s6, s6, s22\n",
            "vadd.f32 s7, s7, s23\n",
            "vmov r4, r5, s0, s1\n",
            "vmov r6, r7, s2, s3\n",
            "vmov r8, r9, s4, s5\n",
            "vmov r10, r11, s6, s7\n",
        )
    };
}

/// Where it ends: the bits are stored, and the weights move.
macro_rules! descents {
    () => {
        concat!(
            "stmia r2!, {{r4-r11}}\n",
            inverse_roots!("r4" "r5" "r6" "r7" "r8" "r9" "r10" "r11"),
            "vmov s16, s17, r4, r5\n",
            "vmov s18, s19, r6, r7\n",
            "vmov s20, s21, r8, r9\n",
            "vmov s22, s23, r10, r11\n",
            "vmul.f32 s8, s8, s16\n",
            "vmul.f32 s9, s9, s17\n",
            "vmul.f32 s10, s10, s18\n",
            "vmul.f32 s11, s11, s19\n",
            "vmul.f32 s12, s12, s20\n",
            "vmul.f32 s13, s13, s21\n",
            "vmul.f32 s14, s14, s22\n",
            "vmul.f32 s15, s15, s23\n",
            "vldmia r0, {{s16-s23}}\n",
            "vmul.f32 s8, s8, s24\n",
            "vmul.f32 s9, s9, s24\n",
            "vmul.f32 s10, s10, s24\n",
            "vmul.f32 s11, s11, s24\n",
            "vmul.f32 s12, s12, s24\n",
            "vmul.f32 s13, s13, s24\n",
            "vmul.f32 s14, s14, s24\n",
            "vmul.f32 s15, s15, s24\n",
            "vsub.f32 s16, s16, s8\n",
            "vsub.f32 s17, s17, s9\n",
            "vsub.f32 s18, s18, s10\n",
            "vsub.f32 s19, s19, s11\n",
            "vsub.f32 s20, s20, s12\n",
            "vsub.f32 s21, s21, s13\n",
            "vsub.f32 s22, s22, s14\n",
            "vsub.f32 s23, s23, s15\n",
            "subs r3, r3, #1\n",
            "vstmia r0!, {{s16-s23}}\n",
            "bne 2b\n",
            "vpop {{d8-d13}}\n",
            "pop {{r4-r11, r12, pc}}\n",
        )
    };
}

/// In each register the number that it holds, or what r12 holds if that is less.
macro_rules! saturated {
    ($($register:literal)*) => {
        concat!($("cmp ", $register, ", r12\n", "it gt\n", "movgt ", $register, ", r12\n",)*)
    };
}

/// s ← s + g², no more than the largest number; w ← w − η g · min(about 1/√s, 1/ε), of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn adagrad(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    sums: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon): (f32, f32),
) {
    let blocks = w.len().min(g.len()).min(sums.len());
    if blocks > 0 {
        let (w, g, sums) = (w.as_mut_ptr(), g.as_ptr(), sums.as_mut_ptr());
        // SAFETY: at least one block, and no more than each of the slices has.
        unsafe { adagrad_of_blocks(w, g, sums, blocks, rate, 1.0 / epsilon) }
    }
}

/// A block a turn: the sums lie in s0 to s7, g in s8 to s15, squares, what stands for the roots and then w in s16 to s23,
/// η in s24, 1/ε in lr. If a sum has overflowed, those above the largest number are put back to it.
///
/// # Safety
/// At least one block; as many behind each pointer, those of w and of the sums ours alone. `eabihf` guarantees an FPU
/// with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn adagrad_of_blocks(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    sums: *mut [[f32; 1]; BLOCK],
    blocks: usize,
    rate: f32,
    limit: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r11, r12, lr}}",
        "vpush {{d8-d13}}",
        "vmov.f32 s24, s0",
        "vmov lr, s1",
        bound!(),
        squares!(),
        sums!(),
        // Only the bits above those of the largest number overflow as integers; NaN is there, too.
        "cmn r4, #0x800000",
        "itttt vc",
        "cmnvc r5, #0x800000",
        "cmnvc r6, #0x800000",
        "cmnvc r7, #0x800000",
        "cmnvc r8, #0x800000",
        "ittt vc",
        "cmnvc r9, #0x800000",
        "cmnvc r10, #0x800000",
        "cmnvc r11, #0x800000",
        "bvs 5f",
        "4:",
        descents!(),
        "5:",
        "movw r12, #0xffff",
        "movt r12, #0x7f7f",
        saturated!("r4" "r5" "r6" "r7" "r8" "r9" "r10" "r11"),
        bound!(),
        "b 4b",
    );
}

/// v ← γ v + (1 − γ) g²; w ← w − η g · min(about 1/√v, 1/ε), of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn rms_prop(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    averages: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon, decay): (f32, f32, f32),
) {
    let blocks = w.len().min(g.len()).min(averages.len());
    if blocks > 0 {
        let (w, g, averages) = (w.as_mut_ptr(), g.as_ptr(), averages.as_mut_ptr());
        // SAFETY: at least one block, and no more than each of the slices has.
        unsafe { rms_prop_of_blocks(w, g, averages, blocks, rate, 1.0 / epsilon, decay) }
    }
}

/// As [`adagrad_of_blocks`], but v in s0 to s7, which no bounded gradients overflow, and γ and 1 − γ in s25 and s26.
///
/// # Safety
/// At least one block; as many behind each pointer, those of w and of the averages ours alone. `eabihf` guarantees an
/// FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn rms_prop_of_blocks(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    averages: *mut [[f32; 1]; BLOCK],
    blocks: usize,
    rate: f32,
    limit: f32,
    decay: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r11, r12, lr}}",
        "vpush {{d8-d13}}",
        "vmov.f32 s24, s0",
        "vmov lr, s1",
        "vmov.f32 s25, s2",
        "vmov.f32 s26, #1.0",
        "vsub.f32 s26, s26, s2",
        bound!(),
        squares!(),
        "vmul.f32 s0, s0, s25",
        "vmul.f32 s1, s1, s25",
        "vmul.f32 s2, s2, s25",
        "vmul.f32 s3, s3, s25",
        "vmul.f32 s4, s4, s25",
        "vmul.f32 s5, s5, s25",
        "vmul.f32 s6, s6, s25",
        "vmul.f32 s7, s7, s25",
        "vmul.f32 s16, s16, s26",
        "vmul.f32 s17, s17, s26",
        "vmul.f32 s18, s18, s26",
        "vmul.f32 s19, s19, s26",
        "vmul.f32 s20, s20, s26",
        "vmul.f32 s21, s21, s26",
        "vmul.f32 s22, s22, s26",
        "vmul.f32 s23, s23, s26",
        sums!(),
        descents!(),
    );
}
