//! Whole loops of rules without a root, for Cortex-M with a floating-point unit; those with one are in
//! `cortex_m_fpu_rooted_runs.rs`.
//!
//! A multiply-accumulate takes three cycles, a product and a sum two, and a result that is consumed at once waits
//! one: so the steps of several parameters alternate.
//!
//! They are functions without a frame, as their turns want every register; by the procedure call standard r0 to r3
//! and s0 to s5 hold the arguments, r4 to r11 and s16 to s31 are given back as they were.

use super::BLOCK;
use core::arch::naked_asm;

pub(crate) use super::cortex_m_fpu_rooted_runs::{adadelta, adagrad, adam, rms_prop};

/// There are loops here.
pub(crate) const RUNS: bool = true;

/// w ← w − η g, of as many blocks as both have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn descent(w: &mut [[f32; BLOCK]], g: &[[f32; BLOCK]], rate: f32) {
    let blocks = w.len().min(g.len());
    if blocks > 0 {
        // SAFETY: at least one block, and no more than each of the slices has.
        unsafe { descent_of_blocks(w.as_mut_ptr(), g.as_ptr(), blocks, rate) }
    }
}

/// # Safety
/// At least one block; as many behind each pointer, those of w ours alone. `eabihf` guarantees an FPU with single
/// precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn descent_of_blocks(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    blocks: usize,
    rate: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16", // the assembler does not know it of the target here
        "vpush {{d8}}",
        "vmov.f32 s16, s0",
        "2:",
        "vldmia r1!, {{s8-s15}}",
        "vmul.f32 s8, s8, s16",
        "vmul.f32 s9, s9, s16",
        "vmul.f32 s10, s10, s16",
        "vmul.f32 s11, s11, s16",
        "vmul.f32 s12, s12, s16",
        "vmul.f32 s13, s13, s16",
        "vmul.f32 s14, s14, s16",
        "vmul.f32 s15, s15, s16",
        "vldmia r0, {{s0-s7}}",
        "vsub.f32 s0, s0, s8",
        "vsub.f32 s1, s1, s9",
        "vsub.f32 s2, s2, s10",
        "vsub.f32 s3, s3, s11",
        "vsub.f32 s4, s4, s12",
        "vsub.f32 s5, s5, s13",
        "vsub.f32 s6, s6, s14",
        "vsub.f32 s7, s7, s15",
        "subs r2, r2, #1",
        "vstmia r0!, {{s0-s7}}",
        "bne 2b",
        "vpop {{d8}}",
        "bx lr",
    );
}

/// Where a turn of [`momentum_of_blocks`] begins, or its like: m ← α m + g, in s8 to s15; g in s16 to s23, α in s24, η in s25.
macro_rules! averages {
    () => {
        concat!(
            "vpush {{d8-d12}}\n",
            "vmov.f32 s24, s1\n",
            "vmov.f32 s25, s0\n",
            "2:\n",
            "vldmia r2, {{s8-s15}}\n",
            "vldmia r1!, {{s16-s23}}\n",
            "vmul.f32 s8, s8, s24\n",
            "vmul.f32 s9, s9, s24\n",
            "vmul.f32 s10, s10, s24\n",
            "vmul.f32 s11, s11, s24\n",
            "vmul.f32 s12, s12, s24\n",
            "vmul.f32 s13, s13, s24\n",
            "vmul.f32 s14, s14, s24\n",
            "vmul.f32 s15, s15, s24\n",
            "vadd.f32 s8, s8, s16\n",
            "vadd.f32 s9, s9, s17\n",
            "vadd.f32 s10, s10, s18\n",
            "vadd.f32 s11, s11, s19\n",
            "vadd.f32 s12, s12, s20\n",
            "vadd.f32 s13, s13, s21\n",
            "vadd.f32 s14, s14, s22\n",
            "vadd.f32 s15, s15, s23\n",
            "vldmia r0, {{s0-s7}}\n",
            "vstmia r2!, {{s8-s15}}\n",
        )
    };
}

/// Where it ends: w ← w − η times what lies in s8 to s15.
macro_rules! steps {
    () => {
        concat!(
            "vmul.f32 s8, s8, s25\n",
            "vmul.f32 s9, s9, s25\n",
            "vmul.f32 s10, s10, s25\n",
            "vmul.f32 s11, s11, s25\n",
            "vmul.f32 s12, s12, s25\n",
            "vmul.f32 s13, s13, s25\n",
            "vmul.f32 s14, s14, s25\n",
            "vmul.f32 s15, s15, s25\n",
            "vsub.f32 s0, s0, s8\n",
            "vsub.f32 s1, s1, s9\n",
            "vsub.f32 s2, s2, s10\n",
            "vsub.f32 s3, s3, s11\n",
            "vsub.f32 s4, s4, s12\n",
            "vsub.f32 s5, s5, s13\n",
            "vsub.f32 s6, s6, s14\n",
            "vsub.f32 s7, s7, s15\n",
            "subs r3, r3, #1\n",
            "vstmia r0!, {{s0-s7}}\n",
            "bne 2b\n",
            "vpop {{d8-d12}}\n",
            "bx lr\n",
        )
    };
}

/// m ← α m + g; w ← w − η m, of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn momentum(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    m: &mut [[[f32; 1]; BLOCK]],
    (rate, alpha): (f32, f32),
) {
    let blocks = w.len().min(g.len()).min(m.len());
    if blocks > 0 {
        let (w, g, m) = (w.as_mut_ptr(), g.as_ptr(), m.as_mut_ptr());
        // SAFETY: at least one block, and no more than each of the slices has.
        unsafe { momentum_of_blocks(w, g, m, blocks, rate, alpha) }
    }
}

/// # Safety
/// At least one block; as many behind each pointer, those of w and m ours alone. `eabihf` guarantees an FPU with
/// single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn momentum_of_blocks(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    m: *mut [[f32; 1]; BLOCK],
    blocks: usize,
    rate: f32,
    alpha: f32,
) {
    naked_asm!(".fpu fpv4-sp-d16", averages!(), steps!(),);
}

/// m ← α m + g; w ← w − η (g + α m), of as many blocks as all three have.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn nesterov(
    w: &mut [[f32; BLOCK]],
    g: &[[f32; BLOCK]],
    m: &mut [[[f32; 1]; BLOCK]],
    (rate, alpha): (f32, f32),
) {
    let blocks = w.len().min(g.len()).min(m.len());
    if blocks > 0 {
        let (w, g, m) = (w.as_mut_ptr(), g.as_ptr(), m.as_mut_ptr());
        // SAFETY: at least one block, and no more than each of the slices has.
        unsafe { nesterov_of_blocks(w, g, m, blocks, rate, alpha) }
    }
}

/// # Safety
/// At least one block; as many behind each pointer, those of w and m ours alone. `eabihf` guarantees an FPU with
/// single precision.
#[unsafe(naked)]
#[allow(unsafe_code)]
unsafe extern "C" fn nesterov_of_blocks(
    w: *mut [f32; BLOCK],
    g: *const [f32; BLOCK],
    m: *mut [[f32; 1]; BLOCK],
    blocks: usize,
    rate: f32,
    alpha: f32,
) {
    naked_asm!(
        ".fpu fpv4-sp-d16",
        averages!(),
        "vmul.f32 s8, s8, s24",
        "vmul.f32 s9, s9, s24",
        "vmul.f32 s10, s10, s24",
        "vmul.f32 s11, s11, s24",
        "vmul.f32 s12, s12, s24",
        "vmul.f32 s13, s13, s24",
        "vmul.f32 s14, s14, s24",
        "vmul.f32 s15, s15, s24",
        "vadd.f32 s8, s16, s8",
        "vadd.f32 s9, s17, s9",
        "vadd.f32 s10, s18, s10",
        "vadd.f32 s11, s19, s11",
        "vadd.f32 s12, s20, s12",
        "vadd.f32 s13, s21, s13",
        "vadd.f32 s14, s22, s14",
        "vadd.f32 s15, s23, s15",
        steps!(),
    );
}
