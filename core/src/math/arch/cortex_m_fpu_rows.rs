//! Loops over rows of weights, for Cortex-M with a floating-point unit: four rows, or eight columns, a turn.
//!
//! A multiply-accumulate takes three cycles, a product and a sum two, and a lone load two, but several words by one
//! instruction one each and one more. Four rows share each value that they are multiplied by, and sums that do not wait
//! for each other alternate. Each sum has the order of the plain loop, so the bits are the same. Functions: whatever the
//! layer, their bytes are linked once.

use core::arch::asm;

/// Rows of one turn.
const ROWS: usize = 4;
/// Columns of one turn of [`combine`].
const COLUMNS: usize = 8;

/// sums(j) ← sums(j) + Σ a(c) rows(j · stride + c), c upwards, of as many sums as the rows are long enough for.
#[inline(never)]
pub(crate) fn dots(a: &[f32], rows: &[f32], stride: usize, sums: &mut [f32]) {
    if !reaches(rows, stride, sums.len(), a.len()) {
        return super::rows::dots(a, rows, stride, sums);
    }
    let mut rows = rows;
    let (turns, left) = sums.as_chunks_mut::<ROWS>();
    for four in turns {
        four_dots(a, rows, stride, ROWS, four);
        rows = rows.get(stride.wrapping_mul(ROWS)..).unwrap_or_default();
    }
    match left {
        [s0, s1] => {
            let mut four = [*s0, *s1, 0.0, 0.0];
            four_dots(a, rows, stride, 2, &mut four);
            [*s0, *s1, ..] = four;
        }
        [s0, s1, s2] => {
            let mut four = [*s0, *s1, *s2, 0.0];
            four_dots(a, rows, stride, 3, &mut four);
            [*s0, *s1, *s2, _] = four;
        }
        _ => super::rows::dots(a, rows, stride, left),
    }
}

/// Whether so many rows of this length, at least one, begin `stride` apart.
const fn reaches(rows: &[f32], stride: usize, count: usize, length: usize) -> bool {
    let Some(last) = count.checked_sub(1) else { return false };
    let Some(last) = last.checked_mul(stride) else { return false };
    let Some(end) = last.checked_add(length) else { return false };
    end <= rows.len()
}

/// How far from the first four rows begin; the last of `count` also stands for those behind it.
#[inline(always)]
fn four(count: usize, stride: usize) -> [usize; ROWS] {
    let last = count.wrapping_sub(1);
    [0, 1, 2, 3].map(|row: usize| row.min(last).wrapping_mul(stride))
}

/// Of `count` rows, up to four, that reach far enough.
#[inline(always)]
#[allow(unsafe_code)]
fn four_dots(a: &[f32], rows: &[f32], stride: usize, count: usize, sums: &mut [f32; ROWS]) {
    let [row0, row1, row2, row3] = four(count, stride).map(|row| rows.as_ptr().wrapping_add(row));
    // SAFETY: reads as many numbers as `a` has, behind it and behind each row, which was looked at, and four sums, which
    // it writes; the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "vldmia {sums}, {{s20-s23}}",
            "lsrs {turns}, {left}, #2",
            "beq 3f",
            "2:",
            "vldmia {a}!, {{s0-s3}}",
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
            "bne 2b",
            "3:",
            "ands {left}, {left}, #3",
            "beq 5f",
            "4:",
            "vldmia {a}!, {{s0}}",
            "vldmia {row0}!, {{s4}}",
            "vldmia {row1}!, {{s8}}",
            "vldmia {row2}!, {{s12}}",
            "vldmia {row3}!, {{s16}}",
            "vmul.f32 s4, s4, s0",
            "vmul.f32 s8, s8, s0",
            "vmul.f32 s12, s12, s0",
            "vmul.f32 s16, s16, s0",
            "subs {left}, {left}, #1",
            "vadd.f32 s20, s20, s4",
            "vadd.f32 s21, s21, s8",
            "vadd.f32 s22, s22, s12",
            "vadd.f32 s23, s23, s16",
            "bne 4b",
            "5:",
            "vstmia {sums}, {{s20-s23}}",
            a = inout(reg) a.as_ptr() => _,
            row0 = inout(reg) row0 => _,
            row1 = inout(reg) row1 => _,
            row2 = inout(reg) row2 => _,
            row3 = inout(reg) row3 => _,
            left = inout(reg) a.len() => _,
            turns = out(reg) _,
            sums = in(reg) sums.as_mut_ptr(),
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

/// sums(j · stride + c) ← sums(j · stride + c) + factors(j) x(c), of as many rows as the sums are long enough for.
#[inline(never)]
pub(crate) fn outer(factors: &[f32], x: &[f32], sums: &mut [f32], stride: usize) {
    if !reaches(sums, stride, factors.len(), x.len()) {
        return super::rows::outer(factors, x, sums, stride);
    }
    let mut sums = sums;
    let (turns, left) = factors.as_chunks::<ROWS>();
    for four in turns {
        four_outer(four, x, sums, stride, ROWS);
        sums = sums.get_mut(stride.wrapping_mul(ROWS)..).unwrap_or_default();
    }
    match *left {
        [f0, f1] => four_outer(&[f0, f1, f1, f1], x, sums, stride, 2),
        [f0, f1, f2] => four_outer(&[f0, f1, f2, f2], x, sums, stride, 3),
        _ => super::rows::outer(left, x, sums, stride),
    }
}

/// Of `count` rows, up to four, that reach far enough: what is left of a turn is loaded before any of it is stored, so that
/// the last row may stand for others, too.
#[inline(always)]
#[allow(unsafe_code)]
fn four_outer(factors: &[f32; ROWS], x: &[f32], sums: &mut [f32], stride: usize, count: usize) {
    let first = sums.as_mut_ptr();
    let [row0, row1, row2, row3] = four(count, stride).map(|row| first.wrapping_add(row));
    // SAFETY: reads as many numbers as `x` has behind it, and four factors; reads and writes as many behind each row, which
    // was looked at; the registers are declared as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "vldmia {factors}, {{s20-s23}}",
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
            x = inout(reg) x.as_ptr() => _,
            row0 = inout(reg) row0 => _,
            row1 = inout(reg) row1 => _,
            row2 = inout(reg) row2 => _,
            row3 = inout(reg) row3 => _,
            left = inout(reg) x.len() => _,
            turns = out(reg) _,
            factors = in(reg) factors.as_ptr(),
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
