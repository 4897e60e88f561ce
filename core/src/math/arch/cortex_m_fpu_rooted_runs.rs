//! Whole loops of rules with a root and a quotient, for Cortex-M with a floating-point unit.
//!
//! While a root or a quotient is on its way, 14 cycles, integer instructions go on: they load what is next and store
//! what is done, so that a turn of Adam takes little more than its arithmetic. Registers as in `cortex_m_fpu_runs.rs`.

use crate::math::BLOCK;
use core::arch::naked_asm;

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − step size · m / (√v + ε), of as many blocks as all
/// three have.
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
        unsafe { adam_of_halves(w, g, states, halves, beta1, beta2, epsilon, step_size) }
    }
}

/// Half a block a turn: β₁, β₂, ε and the step size stay in s0 to s3, m and v lie in s4 to s11, g in s12 to s15, roots
/// and quotients in s16 to s19, w in s20 to s23, 1 − β₁ and 1 − β₂ in s24 and s25. A turn ends within the last division; what follows that is done at the beginning
/// of the next. The next gradients are loaded if there is a next turn, the last weights are stored behind it if
/// there was one before.
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
    epsilon: f32,
    step_size: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4, r5, r8-r11, r12, lr}}",
        "vpush {{d8-d12}}",
        "mov r12, r2",
        "mov lr, r3",
        "vmov.f32 s16, #1.0",
        "vsub.f32 s24, s16, s0",
        "vsub.f32 s25, s16, s1",
        "ldmia r1!, {{r2-r5}}",
        "cmp r1, r1", // equal: no turn before
        "vmov s12, s13, r2, r3",
        "b 3f",
        "2:",
        "vmul.f32 s18, s18, s3",
        "vmul.f32 s19, s19, s3",
        "vsub.f32 s22, s22, s18",
        "vsub.f32 s23, s23, s19",
        "vmov s12, s13, r2, r3",
        "vmov r8, r9, s22, s23",
        "3:",
        "vmov s14, s15, r4, r5",
        "vldmia r12, {{s4-s11}}",
        "vmul.f32 s16, s12, s24",
        "vmul.f32 s17, s13, s24",
        "vmul.f32 s18, s14, s24",
        "vmul.f32 s19, s15, s24",
        "vmul.f32 s4, s4, s0",
        "vmul.f32 s6, s6, s0",
        "vmul.f32 s8, s8, s0",
        "vmul.f32 s10, s10, s0",
        "vmul.f32 s12, s12, s12",
        "vmul.f32 s13, s13, s13",
        "vmul.f32 s14, s14, s14",
        "vmul.f32 s15, s15, s15",
        "vadd.f32 s4, s4, s16",
        "vadd.f32 s6, s6, s17",
        "vadd.f32 s8, s8, s18",
        "vadd.f32 s10, s10, s19",
        "vmul.f32 s5, s5, s1",
        "vmul.f32 s7, s7, s1",
        "vmul.f32 s9, s9, s1",
        "vmul.f32 s11, s11, s1",
        "vmul.f32 s12, s12, s25",
        "vmul.f32 s13, s13, s25",
        "vmul.f32 s14, s14, s25",
        "vmul.f32 s15, s15, s25",
        "vadd.f32 s5, s5, s12",
        "vadd.f32 s7, s7, s13",
        "vadd.f32 s9, s9, s14",
        "vadd.f32 s11, s11, s15",
        "vsqrt.f32 s16, s5",
        "it ne",
        "strdne r8, r9, [r0, #-8]",
        "subs lr, lr, #1",
        "it ne",
        "ldmiane r1!, {{r2-r5}}",
        "vmov r8, r9, s4, s5",
        "vmov r10, r11, s6, s7",
        "vsqrt.f32 s17, s7",
        "stmia r12!, {{r8-r11}}",
        "vmov r8, r9, s8, s9",
        "vmov r10, r11, s10, s11",
        "vsqrt.f32 s18, s9",
        "stmia r12!, {{r8-r11}}",
        "ldmia r0!, {{r8-r11}}",
        "vsqrt.f32 s19, s11",
        "vmov s20, s21, r8, r9",
        "vmov s22, s23, r10, r11",
        "vadd.f32 s16, s16, s2",
        "vadd.f32 s17, s17, s2",
        "vadd.f32 s18, s18, s2",
        "vdiv.f32 s16, s4, s16",
        "vdiv.f32 s17, s6, s17",
        "vmul.f32 s16, s16, s3",
        "vmul.f32 s17, s17, s3",
        "vsub.f32 s20, s20, s16",
        "vsub.f32 s21, s21, s17",
        "vadd.f32 s19, s19, s2",
        "vmov r8, r9, s20, s21",
        "vdiv.f32 s18, s8, s18",
        "strd r8, r9, [r0, #-16]",
        "vdiv.f32 s19, s10, s19",
        "bne 2b",
        "sub r0, r0, #8",
        "vmul.f32 s18, s18, s3",
        "vmul.f32 s19, s19, s3",
        "vsub.f32 s22, s22, s18",
        "vsub.f32 s23, s23, s19",
        "vstmia r0, {{s22, s23}}",
        "vpop {{d8-d12}}",
        "pop {{r4, r5, r8-r11, r12, pc}}",
    );
}

/// s ← s + g², no more than the largest number; w ← w − η g / (√s + ε), of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn adagrad(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    sums: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon): (f32, f32),
) {
    let halves = w.len().min(g.len()).min(sums.len()).wrapping_mul(2);
    if halves > 0 {
        let (w, g, sums) = (w.as_mut_ptr(), g.as_ptr(), sums.as_mut_ptr());
        // SAFETY: at least two halves of a block, and no more than each of the slices has.
        unsafe { adagrad_of_halves(w, g, sums, halves, rate, epsilon) }
    }
}

/// Where a turn of [`adagrad_of_halves`] begins, or its like: gradients, averages or sums, and squares.
macro_rules! squares {
    () => {
        concat!(
            "ldmia r1!, {{r4-r7}}\n",
            "cmp r1, r1\n", // equal: no turn before
            "vmov s8, s9, r4, r5\n",
            "b 3f\n",
            "2:\n",
            "vmul.f32 s6, s6, s16\n",
            "vmul.f32 s7, s7, s16\n",
            "vsub.f32 s14, s14, s6\n",
            "vsub.f32 s15, s15, s7\n",
            "vmov s8, s9, r4, r5\n",
            "vmov r8, r9, s14, s15\n",
            "3:\n",
            "vmov s10, s11, r6, r7\n",
            "vldmia r2, {{s0-s3}}\n",
            "vmul.f32 s4, s8, s8\n",
            "vmul.f32 s5, s9, s9\n",
            "vmul.f32 s6, s10, s10\n",
            "vmul.f32 s7, s11, s11\n",
        )
    };
}

/// Where it ends: the last two roots, the quotients and the weights. In the last turn it goes on to store them.
macro_rules! descents {
    () => {
        concat!(
            "vsqrt.f32 s6, s2\n",
            "subs r3, r3, #1\n",
            "it ne\n",
            "ldmiane r1!, {{r4-r7}}\n",
            "ldmia r0!, {{r8-r11}}\n",
            "vsqrt.f32 s7, s3\n",
            "vmov s12, s13, r8, r9\n",
            "vmov s14, s15, r10, r11\n",
            "vadd.f32 s4, s4, s17\n",
            "vadd.f32 s5, s5, s17\n",
            "vadd.f32 s6, s6, s17\n",
            "vdiv.f32 s4, s8, s4\n",
            "vdiv.f32 s5, s9, s5\n",
            "vmul.f32 s4, s4, s16\n",
            "vmul.f32 s5, s5, s16\n",
            "vsub.f32 s12, s12, s4\n",
            "vsub.f32 s13, s13, s5\n",
            "vadd.f32 s7, s7, s17\n",
            "vmov r8, r9, s12, s13\n",
            "vdiv.f32 s6, s10, s6\n",
            "strd r8, r9, [r0, #-16]\n",
            "vdiv.f32 s7, s11, s7\n",
            "bne 2b\n",
            "sub r0, r0, #8\n",
            "vmul.f32 s6, s6, s16\n",
            "vmul.f32 s7, s7, s16\n",
            "vsub.f32 s14, s14, s6\n",
            "vsub.f32 s15, s15, s7\n",
            "vstmia r0, {{s14, s15}}\n",
        )
    };
}

/// Half a block a turn, as in [`adam_of_halves`]: the sums lie in s0 to s3, squares, roots and quotients in s4 to
/// s7, g in s8 to s11, w in s12 to s15, η and ε in s16 and s17. While the second root is on its way all sums are
/// looked at; if one has overflowed, those above the largest number are put back to it and both roots are taken
/// again.
///
/// # Safety
/// At least one half of a block; as many behind each pointer, those of w and of the sums ours alone. `eabihf`
/// guarantees an FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn adagrad_of_halves(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    sums: *mut [[f32; 1]; BLOCK],
    halves: usize,
    rate: f32,
    epsilon: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r11, r12, lr}}",
        "vpush {{d8}}",
        "vmov.f32 s16, s0",
        "vmov.f32 s17, s1",
        squares!(),
        "vadd.f32 s0, s0, s4",
        "vadd.f32 s1, s1, s5",
        "vadd.f32 s2, s2, s6",
        "vadd.f32 s3, s3, s7",
        "vsqrt.f32 s4, s0",
        "it ne",
        "strdne r8, r9, [r0, #-8]",
        "vmov r8, r9, s0, s1",
        "vmov r10, r11, s2, s3",
        "vsqrt.f32 s5, s1",
        // Only the bits above those of the largest number reach the sign; NaN is there, too.
        "add r12, r8, #0x800000",
        "add lr, r9, #0x800000",
        "orr r12, r12, lr",
        "add lr, r10, #0x800000",
        "orr r12, r12, lr",
        "add lr, r11, #0x800000",
        "orrs r12, r12, lr",
        "bmi 5f",
        "4:",
        "stmia r2!, {{r8-r11}}",
        descents!(),
        "vpop {{d8}}",
        "pop {{r4-r11, r12, pc}}",
        "5:",
        "movw r12, #0xffff",
        "movt r12, #0x7f7f",
        "cmp r8, r12",
        "it gt",
        "movgt r8, r12",
        "cmp r9, r12",
        "it gt",
        "movgt r9, r12",
        "cmp r10, r12",
        "it gt",
        "movgt r10, r12",
        "cmp r11, r12",
        "it gt",
        "movgt r11, r12",
        "vmov s0, s1, r8, r9",
        "vmov s2, s3, r10, r11",
        "vsqrt.f32 s4, s0",
        "vsqrt.f32 s5, s1",
        "b 4b",
    );
}

/// v ← γ v + (1 − γ) g²; w ← w − η g / (√v + ε), of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn rms_prop(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    averages: &mut [[[f32; 1]; BLOCK]],
    (rate, epsilon, decay): (f32, f32, f32),
) {
    let halves = w.len().min(g.len()).min(averages.len()).wrapping_mul(2);
    if halves > 0 {
        let (w, g, averages) = (w.as_mut_ptr(), g.as_ptr(), averages.as_mut_ptr());
        // SAFETY: at least two halves of a block, and no more than each of the slices has.
        unsafe { rms_prop_of_halves(w, g, averages, halves, rate, epsilon, decay) }
    }
}

/// As [`adagrad_of_halves`], but v in s0 to s3, which no bounded gradients overflow, and γ and 1 − γ in s18 and
/// s19.
///
/// # Safety
/// At least one half of a block; as many behind each pointer, those of w and of the averages ours alone. `eabihf`
/// guarantees an FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn rms_prop_of_halves(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    averages: *mut [[f32; 1]; BLOCK],
    halves: usize,
    rate: f32,
    epsilon: f32,
    decay: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4-r11, r12, lr}}",
        "vpush {{d8, d9}}",
        "vmov.f32 s16, s0",
        "vmov.f32 s17, s1",
        "vmov.f32 s18, s2",
        "vmov.f32 s19, #1.0",
        "vsub.f32 s19, s19, s2",
        squares!(),
        "vmul.f32 s0, s0, s18",
        "vmul.f32 s1, s1, s18",
        "vmul.f32 s2, s2, s18",
        "vmul.f32 s3, s3, s18",
        "vmul.f32 s4, s4, s19",
        "vmul.f32 s5, s5, s19",
        "vmul.f32 s6, s6, s19",
        "vmul.f32 s7, s7, s19",
        "vadd.f32 s0, s0, s4",
        "vadd.f32 s1, s1, s5",
        "vadd.f32 s2, s2, s6",
        "vadd.f32 s3, s3, s7",
        "vsqrt.f32 s4, s0",
        "it ne",
        "strdne r8, r9, [r0, #-8]",
        "vmov r8, r9, s0, s1",
        "vmov r10, r11, s2, s3",
        "vsqrt.f32 s5, s1",
        "stmia r2!, {{r8-r11}}",
        descents!(),
        "vpop {{d8, d9}}",
        "pop {{r4-r11, r12, pc}}",
    );
}

/// s ← ρ s + (1 − ρ) g²; Δ ← √((u + ε) / (s + ε)) g; u ← ρ u + (1 − ρ) Δ²; w ← w − η Δ, of as many blocks as all
/// three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn adadelta(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    states: &mut [[[f32; 2]; BLOCK]],
    (rate, epsilon, rho): (f32, f32, f32),
) {
    let halves = w.len().min(g.len()).min(states.len()).wrapping_mul(2);
    if halves > 0 {
        let (w, g, states) = (w.as_mut_ptr(), g.as_ptr(), states.as_mut_ptr());
        // SAFETY: at least two halves of a block, and no more than each of the slices has.
        unsafe { adadelta_of_halves(w, g, states, halves, rate, epsilon, rho) }
    }
}

/// Half a block a turn: s and u lie in s0 to s7, g in s8 to s11, u + ε and then w in s12 to s15, quotients, roots and
/// Δ in s16 to s19; ρ, 1 − ρ, ε and η in s22 to s25. While quotients are on their way, w and the next gradients are
/// loaded, if there is a next turn.
///
/// # Safety
/// At least one half of a block; as many behind each pointer, those of w and of the states ours alone. `eabihf`
/// guarantees an FPU with single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn adadelta_of_halves(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    states: *mut [[f32; 2]; BLOCK],
    halves: usize,
    rate: f32,
    epsilon: f32,
    rho: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        "push {{r4, r5, r8-r11, r12, lr}}",
        "vpush {{d8-d12}}",
        "mov r12, r2",
        "mov lr, r3",
        "vmov.f32 s25, s0",
        "vmov.f32 s24, s1",
        "vmov.f32 s22, s2",
        "vmov.f32 s23, #1.0",
        "vsub.f32 s23, s23, s2",
        "ldmia r1!, {{r2-r5}}",
        "2:",
        "vmov s8, s9, r2, r3",
        "vmov s10, s11, r4, r5",
        "vldmia r12, {{s0-s7}}",
        "vmul.f32 s16, s8, s8",
        "vmul.f32 s17, s9, s9",
        "vmul.f32 s18, s10, s10",
        "vmul.f32 s19, s11, s11",
        "vmul.f32 s0, s0, s22",
        "vmul.f32 s2, s2, s22",
        "vmul.f32 s4, s4, s22",
        "vmul.f32 s6, s6, s22",
        "vmul.f32 s16, s16, s23",
        "vmul.f32 s17, s17, s23",
        "vmul.f32 s18, s18, s23",
        "vmul.f32 s19, s19, s23",
        "vadd.f32 s12, s1, s24",
        "vadd.f32 s13, s3, s24",
        "vadd.f32 s14, s5, s24",
        "vadd.f32 s15, s7, s24",
        "vadd.f32 s0, s0, s16",
        "vadd.f32 s2, s2, s17",
        "vadd.f32 s4, s4, s18",
        "vadd.f32 s6, s6, s19",
        "vadd.f32 s16, s0, s24",
        "vadd.f32 s17, s2, s24",
        "vadd.f32 s18, s4, s24",
        "vadd.f32 s19, s6, s24",
        "vdiv.f32 s16, s12, s16",
        "subs lr, lr, #1",
        "it ne",
        "ldmiane r1!, {{r2-r5}}",
        "vdiv.f32 s17, s13, s17",
        "ldmia r0, {{r8-r11}}",
        "vdiv.f32 s18, s14, s18",
        "vdiv.f32 s19, s15, s19",
        "vsqrt.f32 s16, s16",
        "vsqrt.f32 s17, s17",
        "vsqrt.f32 s18, s18",
        "vsqrt.f32 s19, s19",
        "vmov s12, s13, r8, r9",
        "vmov s14, s15, r10, r11",
        "vmul.f32 s16, s16, s8",
        "vmul.f32 s17, s17, s9",
        "vmul.f32 s18, s18, s10",
        "vmul.f32 s19, s19, s11",
        "vmul.f32 s1, s1, s22",
        "vmul.f32 s3, s3, s22",
        "vmul.f32 s5, s5, s22",
        "vmul.f32 s7, s7, s22",
        "vmul.f32 s8, s16, s16",
        "vmul.f32 s9, s17, s17",
        "vmul.f32 s10, s18, s18",
        "vmul.f32 s11, s19, s19",
        "vmul.f32 s16, s16, s25",
        "vmul.f32 s17, s17, s25",
        "vmul.f32 s18, s18, s25",
        "vmul.f32 s19, s19, s25",
        "vmul.f32 s8, s8, s23",
        "vmul.f32 s9, s9, s23",
        "vmul.f32 s10, s10, s23",
        "vmul.f32 s11, s11, s23",
        "vsub.f32 s12, s12, s16",
        "vsub.f32 s13, s13, s17",
        "vsub.f32 s14, s14, s18",
        "vsub.f32 s15, s15, s19",
        "vadd.f32 s1, s1, s8",
        "vadd.f32 s3, s3, s9",
        "vadd.f32 s5, s5, s10",
        "vadd.f32 s7, s7, s11",
        "vstmia r0!, {{s12-s15}}",
        "vstmia r12!, {{s0-s7}}",
        "bne 2b",
        "vpop {{d8-d12}}",
        "pop {{r4, r5, r8-r11, r12, pc}}",
    );
}
