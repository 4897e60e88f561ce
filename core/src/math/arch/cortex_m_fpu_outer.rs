//! The gradient of a dense layer's weights over several samples, for Cortex-M with a floating-point unit.
//!
//! Four rows and four columns of it stay in registers while one sample after the other is added: what one sample alone loads and
//! stores is loaded and stored once. Each sum has the order of sample after sample, so the bits are the same.

use core::arch::asm;

/// Rows, and columns, of one turn.
const TURN: usize = 4;

/// What the loop reads, in this order.
#[repr(C)]
struct Turns {
    x: *const f32,
    rows: [*mut f32; TURN],
    /// From one sample to the next, in numbers.
    inputs: usize,
    outputs: usize,
    /// Turns of four columns, and the columns that are left.
    fours: usize,
    delta: *const f32,
    samples: usize,
    left: usize,
    /// 0 where it is added to what is there.
    stores: usize,
    /// What a bias is multiplied by.
    one: f32,
    zeros: [f32; TURN],
}

/// g(j, c) ← Σ δ(s, j) x(s, c), and b(j) ← Σ δ(s, j), s upwards from 0, or from what is there unless `stores`; of rows of weights,
/// each with its bias behind them. How many of the rows were done: those behind them are left, and all if they do not fit.
#[inline(never)]
pub(crate) fn outer_samples(
    [inputs, outputs, samples]: [usize; 3],
    (delta, x): (&[f32], &[f32]),
    rows: &mut [f32],
    stores: bool,
) -> usize {
    let stride = inputs.wrapping_add(1);
    let fits = delta.len() == outputs.saturating_mul(samples)
        && x.len() == inputs.saturating_mul(samples)
        && rows.len() == outputs.saturating_mul(stride)
        && samples > 0;
    let mut turns = Turns {
        x: x.as_ptr(),
        rows: [core::ptr::null_mut(); TURN],
        inputs,
        outputs,
        fours: inputs / TURN,
        delta: delta.as_ptr(),
        samples,
        left: inputs % TURN,
        stores: usize::from(stores),
        one: 1.0,
        zeros: [0.0; TURN],
    };
    let mut done = 0_usize;
    while fits && done < outputs {
        let first = if outputs.wrapping_sub(done) >= TURN {
            done
        } else if stores && outputs >= TURN {
            // Where nothing is added to, the last turn may have rows in common with the one before.
            outputs.wrapping_sub(TURN)
        } else {
            break;
        };
        let Some(four) = rows.get_mut(first.wrapping_mul(stride)..) else { break };
        let four = four.as_mut_ptr();
        turns.rows = [0, 1, 2, 3].map(|row: usize| four.wrapping_add(row.wrapping_mul(stride)));
        turns.delta = delta.as_ptr().wrapping_add(first);
        four_rows(&turns);
        done = first.wrapping_add(TURN);
    }
    done
}

/// Four rows of weights and their biases, that reach far enough, as do the samples.
#[inline(always)]
#[allow(unsafe_code, clippy::too_many_lines, clippy::inline_always)] // an instruction a line, once linked
fn four_rows(turns: &Turns) {
    // SAFETY: reads as many numbers as the samples have, and reads and writes as many as the rows have, which was looked at;
    // the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "ldm r0, {{r1-r5, r10, r11, lr}}", // x, the rows, inputs, outputs, turns
            "vldr s31, [r0, #52]",
            "cmp lr, #0",
            "beq 6f",
            "2:",
            "ldr r12, [r0, #44]",
            "ldr r8, [r0, #32]",
            "mov r9, r1",
            "cmp r12, #0",
            "ldr r12, [r0, #36]",
            "beq 3f",
            // The first sample begins at 0, so that no sum is a negative one.
            "vldmia r9, {{s16-s19}}",
            "vldmia r8, {{s20-s23}}",
            "add r9, r9, r10, lsl #2",
            "add r8, r8, r11, lsl #2",
            "vmul.f32 s0, s20, s16",
            "vmul.f32 s1, s20, s17",
            "vmul.f32 s2, s20, s18",
            "vmul.f32 s3, s20, s19",
            "vmul.f32 s4, s21, s16",
            "vmul.f32 s5, s21, s17",
            "vmul.f32 s6, s21, s18",
            "vmul.f32 s7, s21, s19",
            "vmul.f32 s8, s22, s16",
            "vmul.f32 s9, s22, s17",
            "vmul.f32 s10, s22, s18",
            "vmul.f32 s11, s22, s19",
            "vmul.f32 s12, s23, s16",
            "vmul.f32 s13, s23, s17",
            "vmul.f32 s14, s23, s18",
            "vmul.f32 s15, s23, s19",
            "subs r12, r12, #1",
            "vadd.f32 s0, s0, s31",
            "vadd.f32 s1, s1, s31",
            "vadd.f32 s2, s2, s31",
            "vadd.f32 s3, s3, s31",
            "vadd.f32 s4, s4, s31",
            "vadd.f32 s5, s5, s31",
            "vadd.f32 s6, s6, s31",
            "vadd.f32 s7, s7, s31",
            "vadd.f32 s8, s8, s31",
            "vadd.f32 s9, s9, s31",
            "vadd.f32 s10, s10, s31",
            "vadd.f32 s11, s11, s31",
            "vadd.f32 s12, s12, s31",
            "vadd.f32 s13, s13, s31",
            "vadd.f32 s14, s14, s31",
            "vadd.f32 s15, s15, s31",
            "beq 5f",
            "4:",
            "vldmia r9, {{s16-s19}}",
            "vldmia r8, {{s20-s23}}",
            "add r9, r9, r10, lsl #2",
            "add r8, r8, r11, lsl #2",
            "vmul.f32 s24, s20, s16",
            "vmul.f32 s25, s20, s17",
            "vmul.f32 s26, s20, s18",
            "vmul.f32 s27, s20, s19",
            "vadd.f32 s0, s0, s24",
            "vadd.f32 s1, s1, s25",
            "vadd.f32 s2, s2, s26",
            "vadd.f32 s3, s3, s27",
            "vmul.f32 s24, s21, s16",
            "vmul.f32 s25, s21, s17",
            "vmul.f32 s26, s21, s18",
            "vmul.f32 s27, s21, s19",
            "vadd.f32 s4, s4, s24",
            "vadd.f32 s5, s5, s25",
            "vadd.f32 s6, s6, s26",
            "vadd.f32 s7, s7, s27",
            "vmul.f32 s24, s22, s16",
            "vmul.f32 s25, s22, s17",
            "vmul.f32 s26, s22, s18",
            "vmul.f32 s27, s22, s19",
            "vadd.f32 s8, s8, s24",
            "vadd.f32 s9, s9, s25",
            "vadd.f32 s10, s10, s26",
            "vadd.f32 s11, s11, s27",
            "vmul.f32 s24, s23, s16",
            "vmul.f32 s25, s23, s17",
            "vmul.f32 s26, s23, s18",
            "vmul.f32 s27, s23, s19",
            "subs r12, r12, #1",
            "vadd.f32 s12, s12, s24",
            "vadd.f32 s13, s13, s25",
            "vadd.f32 s14, s14, s26",
            "vadd.f32 s15, s15, s27",
            "bne 4b",
            "5:",
            "subs lr, lr, #1",
            "add r1, r1, #16",
            "vstmia r2!, {{s0-s3}}",
            "vstmia r3!, {{s4-s7}}",
            "vstmia r4!, {{s8-s11}}",
            "vstmia r5!, {{s12-s15}}",
            "bne 2b",
            "b 6f",
            // What is added to is loaded.
            "3:",
            "vldmia r2, {{s0-s3}}",
            "vldmia r3, {{s4-s7}}",
            "vldmia r4, {{s8-s11}}",
            "vldmia r5, {{s12-s15}}",
            "b 4b",
            // Single columns, and the biases as one more, of ones.
            "6:",
            "ldr lr, [r0, #40]",
            "7:",
            "subs lr, lr, #1",
            "ittt mi",
            "movmi r1, r0",
            "addmi r1, r1, #48",
            "movmi r10, #0",
            "ldr r8, [r0, #44]",
            "mov r9, r1",
            "cmp r8, #0",
            "beq 8f",
            "add r12, r0, #52",
            "ldr r8, [r0, #32]",
            "vldmia r12, {{s0-s3}}",
            "b 9f",
            "8:",
            "vldr s0, [r2]",
            "vldr s1, [r3]",
            "vldr s2, [r4]",
            "vldr s3, [r5]",
            "ldr r8, [r0, #32]",
            "9:",
            "ldr r12, [r0, #36]",
            "20:",
            "vldmia r9, {{s16}}",
            "vldmia r8, {{s20-s23}}",
            "add r9, r9, r10, lsl #2",
            "add r8, r8, r11, lsl #2",
            "vmul.f32 s24, s20, s16",
            "vmul.f32 s25, s21, s16",
            "vmul.f32 s26, s22, s16",
            "vmul.f32 s27, s23, s16",
            "subs r12, r12, #1",
            "vadd.f32 s0, s0, s24",
            "vadd.f32 s1, s1, s25",
            "vadd.f32 s2, s2, s26",
            "vadd.f32 s3, s3, s27",
            "bne 20b",
            "add r1, r1, #4",
            "cmp lr, #0",
            "vstmia r2!, {{s0}}",
            "vstmia r3!, {{s1}}",
            "vstmia r4!, {{s2}}",
            "vstmia r5!, {{s3}}",
            "bge 7b",
            in("r0") turns,
            out("r1") _, out("r2") _, out("r3") _, out("r4") _, out("r5") _, out("r8") _,
            out("r9") _, out("r10") _, out("r11") _, out("r12") _, out("lr") _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _, out("s17") _,
            out("s18") _, out("s19") _, out("s20") _, out("s21") _, out("s22") _, out("s23") _,
            out("s24") _, out("s25") _, out("s26") _, out("s27") _, out("s28") _, out("s29") _,
            out("s30") _, out("s31") _,
            options(nostack),
        );
    }
}
