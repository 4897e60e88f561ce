//! Loops over rows of weights, for Cortex-M with a floating-point unit: four rows, or eight columns, a turn.
//!
//! A multiply-accumulate takes three cycles, a product and a sum two, and a lone load two, but several words by one
//! instruction one each and one more. Four rows share each value that they are multiplied by, and sums that do not wait
//! for each other alternate. Each sum has the order of the plain loop, so the bits are the same. Functions: whatever the
//! layer, their bytes are linked once.

// A call in between would store and load the registers of the floating-point unit.
#![allow(clippy::inline_always)]

use core::arch::asm;

/// Rows of one turn.
const ROWS: usize = 4;
/// Columns of one turn of [`combine`].
const COLUMNS: usize = 8;

/// y(j) ← b(j) + Σ w(j, c) x(c), c upwards, of rows of weights, each with its bias behind them; of as many as there are.
#[inline(never)]
pub(crate) fn affine(x: &[f32], rows: &[f32], y: &mut [f32]) {
    let stride = x.len().wrapping_add(1);
    let fits = reaches(rows, stride, y.len(), stride);
    let mut at = 0_usize;
    while fits && at.wrapping_add(1) < y.len() {
        // The last turn ends with the last row: what it has in common with the one before comes out again.
        let first = at.min(y.len().saturating_sub(ROWS));
        let rows = rows.get(first.wrapping_mul(stride)..).unwrap_or_default();
        let (turns, _) = y.get_mut(first..).unwrap_or_default().as_chunks_mut();
        if turns.is_empty() {
            break;
        }
        at = first.wrapping_add(turns.len().wrapping_mul(ROWS));
        affine_by_four(x, rows, turns);
    }
    if at < y.len() {
        let rows = rows.get(at.wrapping_mul(stride)..).unwrap_or_default();
        super::rows::affine(x, rows, y.get_mut(at..).unwrap_or_default());
    }
}

/// Whether so many rows of this length, at least one, begin `stride` apart.
const fn reaches(rows: &[f32], stride: usize, count: usize, length: usize) -> bool {
    let Some(last) = count.checked_sub(1) else { return false };
    let Some(last) = last.checked_mul(stride) else { return false };
    let Some(end) = last.checked_add(length) else { return false };
    end <= rows.len()
}

/// How far from the first four rows begin, of so many weights and a bias; the last of `count` also stands for those behind it.
#[inline(always)]
fn four(count: usize, weights: usize) -> [usize; ROWS] {
    let stride = weights.wrapping_add(1);
    let last = count.wrapping_sub(1);
    [0, 1, 2, 3].map(|row: usize| row.min(last).wrapping_mul(stride))
}

/// Of as many rows as there are sums, at least four, that reach far enough.
#[inline(always)]
#[allow(unsafe_code, clippy::too_many_lines)] // an instruction a line
fn affine_by_four(x: &[f32], rows: &[f32], sums: &mut [[f32; ROWS]]) {
    let first = rows.as_ptr();
    let [row0, row1, row2, row3] = four(ROWS, x.len()).map(|row| first.wrapping_add(row));
    // SAFETY: reads as many numbers as `x` has behind it, and one more behind each row, which was looked at; writes the
    // sums; the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "2:",
            // The biases, each behind its row.
            "add {turns}, {row3}, {count}, lsl #2",
            "vldr s20, [{row1}, #-4]",
            "vldr s21, [{row2}, #-4]",
            "vldr s22, [{row3}, #-4]",
            "vldr s23, [{turns}]",
            "lsrs {turns}, {count}, #2",
            "beq 4f",
            "3:",
            "vldmia {x}!, {{s0-s3}}",
            "vldmia {row0}!, {{s4-s7}}",
            "vldmia {row1}!, {{s8-s11}}",
            "vldmia {row2}!, {{s12-s15}}",
            "vldmia {row3}!, {{s16-s19}}",
            "vmul.f32 s4, s4, s0",
            "vmul.f32 s8, s8, s0",
            "vmul.f32 s12, s12, s0",
            "vmul.f32 s16, s16, s0",
            "vmul.f32 s5, s5, s1",
            "vmul.f32 s9, s9, s1",
            "vmul.f32 s13, s13, s1",
            "vmul.f32 s17, s17, s1",
            "vmul.f32 s6, s6, s2",
            "vmul.f32 s10, s10, s2",
            "vmul.f32 s14, s14, s2",
            "vmul.f32 s18, s18, s2",
            "vmul.f32 s7, s7, s3",
            "vmul.f32 s11, s11, s3",
            "vmul.f32 s15, s15, s3",
            "vmul.f32 s19, s19, s3",
            "vadd.f32 s20, s20, s4",
            "vadd.f32 s21, s21, s8",
            "vadd.f32 s22, s22, s12",
            "vadd.f32 s23, s23, s16",
            "vadd.f32 s20, s20, s5",
            "vadd.f32 s21, s21, s9",
            "vadd.f32 s22, s22, s13",
            "vadd.f32 s23, s23, s17",
            "vadd.f32 s20, s20, s6",
            "vadd.f32 s21, s21, s10",
            "vadd.f32 s22, s22, s14",
            "vadd.f32 s23, s23, s18",
            "subs {turns}, {turns}, #1",
            "vadd.f32 s20, s20, s7",
            "vadd.f32 s21, s21, s11",
            "vadd.f32 s22, s22, s15",
            "vadd.f32 s23, s23, s19",
            "bne 3b",
            "4:",
            "ands {turns}, {count}, #3",
            "bne 6f",
            "5:",
            "vstmia {sums}!, {{s20-s23}}",
            // The next four rows begin behind the last bias.
            "subs {fours}, {fours}, #1",
            "add {row0}, {row3}, #4",
            "add {row1}, {row0}, {bytes}",
            "add {row2}, {row1}, {bytes}",
            "add {row3}, {row2}, {bytes}",
            "sub {x}, {x}, {count}, lsl #2",
            "bne 2b",
            "b 7f",
            "6:",
            "vldmia {x}!, {{s0}}",
            "vldmia {row0}!, {{s4}}",
            "vldmia {row1}!, {{s8}}",
            "vldmia {row2}!, {{s12}}",
            "vldmia {row3}!, {{s16}}",
            "vmul.f32 s4, s4, s0",
            "vmul.f32 s8, s8, s0",
            "vmul.f32 s12, s12, s0",
            "vmul.f32 s16, s16, s0",
            "subs {turns}, {turns}, #1",
            "vadd.f32 s20, s20, s4",
            "vadd.f32 s21, s21, s8",
            "vadd.f32 s22, s22, s12",
            "vadd.f32 s23, s23, s16",
            "bne 6b",
            "b 5b",
            "7:",
            x = inout(reg) x.as_ptr() => _,
            row0 = inout(reg) row0 => _,
            row1 = inout(reg) row1 => _,
            row2 = inout(reg) row2 => _,
            row3 = inout(reg) row3 => _,
            count = in(reg) x.len(),
            bytes = in(reg) x.len().wrapping_add(1).wrapping_mul(4),
            turns = out(reg) _,
            fours = inout(reg) sums.len() => _,
            sums = inout(reg) sums.as_mut_ptr() => _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _, out("s17") _,
            out("s18") _, out("s19") _, out("s20") _, out("s21") _, out("s22") _, out("s23") _,
            options(nostack),
        );
    }
}

/// out(c) ← out(c) + Σ coefficients(i) vectors(i · stride + c), i upwards, of as many vectors as are as long as `out`.
#[inline(never)]
pub(crate) fn combine(coefficients: &[f32], vectors: &[f32], stride: usize, out: &mut [f32]) {
    if !reaches(vectors, stride, coefficients.len(), out.len()) {
        return super::rows::combine(coefficients, vectors, stride, out);
    }
    let mut vectors = vectors;
    let (turns, left) = out.as_chunks_mut::<COLUMNS>();
    for eight in turns {
        combine_eight(coefficients, vectors, stride, eight);
        vectors = vectors.get(COLUMNS..).unwrap_or_default();
    }
    if !left.is_empty() {
        super::rows::combine(coefficients, vectors, stride, left);
    }
}

/// Of at least one coefficient, and as many vectors, that reach as far as `out`.
#[inline(always)]
#[allow(unsafe_code)]
fn combine_eight(coefficients: &[f32], vectors: &[f32], stride: usize, out: &mut [f32; COLUMNS]) {
    // SAFETY: reads as many numbers as there are coefficients, eight behind the beginning of as many vectors, which was
    // looked at, and those of `out`, which it writes; the registers are declared as clobbered. `eabihf` guarantees an FPU
    // with single precision.
    unsafe {
        asm!(
            "vldmia {out}, {{s0-s7}}",
            "2:",
            "vldmia {coefficient}!, {{s16}}",
            "vldmia {vector}, {{s8-s15}}",
            "add {vector}, {vector}, {bytes}",
            "vmul.f32 s8, s8, s16",
            "vmul.f32 s9, s9, s16",
            "vmul.f32 s10, s10, s16",
            "vmul.f32 s11, s11, s16",
            "vmul.f32 s12, s12, s16",
            "vmul.f32 s13, s13, s16",
            "vmul.f32 s14, s14, s16",
            "vmul.f32 s15, s15, s16",
            "subs {left}, {left}, #1",
            "vadd.f32 s0, s0, s8",
            "vadd.f32 s1, s1, s9",
            "vadd.f32 s2, s2, s10",
            "vadd.f32 s3, s3, s11",
            "vadd.f32 s4, s4, s12",
            "vadd.f32 s5, s5, s13",
            "vadd.f32 s6, s6, s14",
            "vadd.f32 s7, s7, s15",
            "bne 2b",
            "vstmia {out}, {{s0-s7}}",
            coefficient = inout(reg) coefficients.as_ptr() => _,
            vector = inout(reg) vectors.as_ptr() => _,
            bytes = in(reg) stride.wrapping_mul(4),
            left = inout(reg) coefficients.len() => _,
            out = in(reg) out.as_mut_ptr(),
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _,
            options(nostack),
        );
    }
}

/// g(j, c) ← g(j, c) + δ(j) x(c), and b(j) ← b(j) + δ(j), of rows as those of [`affine`]; of as many as there are.
#[inline(never)]
pub(crate) fn outer(delta: &[f32], x: &[f32], rows: &mut [f32]) {
    let stride = x.len().wrapping_add(1);
    let fits = reaches(rows, stride, delta.len(), stride);
    let (mut delta, mut rows) = (delta, rows);
    loop {
        let few;
        let (four, count): (&[f32; ROWS], _) = match *delta {
            _ if !fits => break,
            [d0, d1] => {
                few = [d0, d1, d1, d1];
                (&few, 2)
            }
            [d0, d1, d2] => {
                few = [d0, d1, d2, d2];
                (&few, 3)
            }
            _ => match delta.first_chunk() {
                Some(four) => (four, ROWS),
                None => break,
            },
        };
        four_outer(four, x, rows, count);
        delta = delta.get(count..).unwrap_or_default();
        rows = rows.get_mut(count.wrapping_mul(stride)..).unwrap_or_default();
    }
    super::rows::outer(delta, x, rows);
}

/// Of `count` rows, up to four, that reach far enough: what is left of a turn is loaded before any of it is stored, so that
/// the last row may stand for others, too.
#[inline(always)]
#[allow(unsafe_code, clippy::too_many_lines)] // an instruction a line
fn four_outer(delta: &[f32; ROWS], x: &[f32], rows: &mut [f32], count: usize) {
    let first = rows.as_mut_ptr();
    let [row0, row1, row2, row3] = four(count, x.len()).map(|row| first.wrapping_add(row));
    // SAFETY: reads as many numbers as `x` has behind it, and four of `delta`; reads and writes one more behind each row, which
    // was looked at; the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "vldmia {delta}, {{s20-s23}}",
            "lsrs {turns}, {left}, #2",
            "beq 3f",
            "2:",
            "vldmia {x}!, {{s0-s3}}",
            "vldmia {row0}, {{s4-s7}}",
            "vldmia {row1}, {{s8-s11}}",
            "vldmia {row2}, {{s12-s15}}",
            "vldmia {row3}, {{s16-s19}}",
            "vmul.f32 s24, s20, s0",
            "vmul.f32 s25, s20, s1",
            "vmul.f32 s26, s20, s2",
            "vmul.f32 s27, s20, s3",
            "vmul.f32 s28, s21, s0",
            "vmul.f32 s29, s21, s1",
            "vmul.f32 s30, s21, s2",
            "vmul.f32 s31, s21, s3",
            "vadd.f32 s4, s4, s24",
            "vadd.f32 s5, s5, s25",
            "vadd.f32 s6, s6, s26",
            "vadd.f32 s7, s7, s27",
            "vadd.f32 s8, s8, s28",
            "vadd.f32 s9, s9, s29",
            "vadd.f32 s10, s10, s30",
            "vadd.f32 s11, s11, s31",
            "vmul.f32 s24, s22, s0",
            "vmul.f32 s25, s22, s1",
            "vmul.f32 s26, s22, s2",
            "vmul.f32 s27, s22, s3",
            "vmul.f32 s28, s23, s0",
            "vmul.f32 s29, s23, s1",
            "vmul.f32 s30, s23, s2",
            "vmul.f32 s31, s23, s3",
            "vadd.f32 s12, s12, s24",
            "vadd.f32 s13, s13, s25",
            "vadd.f32 s14, s14, s26",
            "vadd.f32 s15, s15, s27",
            "vadd.f32 s16, s16, s28",
            "vadd.f32 s17, s17, s29",
            "vadd.f32 s18, s18, s30",
            "vadd.f32 s19, s19, s31",
            "subs {turns}, {turns}, #1",
            "vstmia {row0}!, {{s4-s7}}",
            "vstmia {row1}!, {{s8-s11}}",
            "vstmia {row2}!, {{s12-s15}}",
            "vstmia {row3}!, {{s16-s19}}",
            "bne 2b",
            "3:",
            "ands {left}, {left}, #3",
            "beq 5f",
            "4:",
            "vldmia {x}!, {{s0}}",
            "vldr s4, [{row0}]",
            "vldr s8, [{row1}]",
            "vldr s12, [{row2}]",
            "vldr s16, [{row3}]",
            "vmul.f32 s24, s20, s0",
            "vmul.f32 s25, s21, s0",
            "vmul.f32 s26, s22, s0",
            "vmul.f32 s27, s23, s0",
            "vadd.f32 s4, s4, s24",
            "vadd.f32 s8, s8, s25",
            "vadd.f32 s12, s12, s26",
            "vadd.f32 s16, s16, s27",
            "subs {left}, {left}, #1",
            "vstmia {row0}!, {{s4}}",
            "vstmia {row1}!, {{s8}}",
            "vstmia {row2}!, {{s12}}",
            "vstmia {row3}!, {{s16}}",
            "bne 4b",
            "5:",
            // The biases.
            "vldr s4, [{row0}]",
            "vldr s8, [{row1}]",
            "vldr s12, [{row2}]",
            "vldr s16, [{row3}]",
            "vadd.f32 s4, s4, s20",
            "vadd.f32 s8, s8, s21",
            "vadd.f32 s12, s12, s22",
            "vadd.f32 s16, s16, s23",
            "vstr s4, [{row0}]",
            "vstr s8, [{row1}]",
            "vstr s12, [{row2}]",
            "vstr s16, [{row3}]",
            x = inout(reg) x.as_ptr() => _,
            row0 = inout(reg) row0 => _,
            row1 = inout(reg) row1 => _,
            row2 = inout(reg) row2 => _,
            row3 = inout(reg) row3 => _,
            left = inout(reg) x.len() => _,
            turns = out(reg) _,
            delta = in(reg) delta.as_ptr(),
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
