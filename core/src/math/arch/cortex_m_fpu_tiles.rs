//! Sums of products, four by four, for Cortex-M with a floating-point unit.
//!
//! Eight values that are loaded make sixteen products. Each sum has the order of the walk, so the bits are those of the plain
//! loops.

use super::{Columns, Rows, TILE, Walk};
use core::arch::asm;

/// Whether sums by tiles are worth it.
pub(crate) const TILES: bool = true;

/// What the loop reads, in this order, and where it is.
#[repr(C)]
struct Run {
    from: *const f32,
    from_apart: usize,
    /// From one tile to the next.
    from_step: usize,
    to: *mut f32,
    apart: usize,
    tiles: usize,
    /// From one tile to the next.
    v_step: usize,
    v: [*const f32; TILE],
    u: [*const f32; TILE],
    /// Its first eight words.
    walk: Walk,
    planes_left: usize,
}

/// Tiles of four rows of u and columns of v.
pub(crate) struct Tiles<'a> {
    rows: &'a Rows<'a>,
    v: &'a [f32],
    /// What stays the same from tile to tile is written once.
    run: Run,
}

// A call in between would store and load the registers of the floating-point unit.
#[allow(clippy::inline_always)]
impl<'a> Tiles<'a> {
    #[inline(always)]
    pub(crate) fn new(rows: &'a Rows<'a>, v: &'a [f32]) -> Self {
        let run = Run {
            from: core::ptr::null(),
            from_apart: 0,
            from_step: 0,
            to: core::ptr::null_mut(),
            apart: 0,
            tiles: 0,
            v_step: 0,
            v: [v.as_ptr(); TILE],
            u: rows.at.map(|at| rows.u.as_ptr().wrapping_add(at)),
            walk: *rows.walk,
            planes_left: 0,
        };
        Self { rows, v, run }
    }

    /// to(a, b) ← from(a, b) + Σ u(a, n) v(b, n), n as the walk goes: of four rows, `apart` in `to`, and the columns of the tiles,
    /// side by side. Without `from`, which is the same for every tile, it is `to`. Nothing if that does not lie in the slices.
    #[inline(always)]
    pub(crate) fn add(
        &mut self,
        columns: &Columns,
        from: Option<&[[f32; TILE]; TILE]>,
        (to, apart): (&mut [f32], usize),
    ) {
        if !self.rows.fit(columns, self.v.len(), (to.len(), apart)) {
            return;
        }
        let to = to.as_mut_ptr();
        let run = &mut self.run;
        (run.from, run.from_apart, run.from_step) = from
            .map_or((to.cast_const(), apart, TILE), |from| (from.as_flattened().as_ptr(), TILE, 0));
        (run.to, run.apart) = (to, apart);
        (run.tiles, run.v_step) = (columns.tiles, columns.step);
        run.v = columns.at.map(|at| self.v.as_ptr().wrapping_add(at));
        add(run);
    }
}

/// Of a run that was looked at.
#[inline(always)]
#[allow(unsafe_code, clippy::too_many_lines, clippy::inline_always)] // an instruction a line, once linked
fn add(run: &mut Run) {
    // SAFETY: reads and writes the run, and what its walk and its tiles lead to, which was looked at; the registers are declared
    // as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "2:",
            "ldr r1, [r0, #0]",
            "ldr r2, [r0, #4]",
            "ldr r12, [r0, #80]",
            "vldmia r1, {{s0-s3}}",
            "add r3, r1, r2, lsl #2",
            "add r4, r3, r2, lsl #2",
            "vldmia r3, {{s4-s7}}",
            "add r5, r4, r2, lsl #2",
            "vldmia r4, {{s8-s11}}",
            "vldmia r5, {{s12-s15}}",
            "str r12, [r0, #100]",
            "add r12, r0, #28",
            "ldm r12, {{r1-r5, r8-r12, lr}}", // v, u, step, count, lines
            "3:",
            "subs r12, r12, #2",
            "bmi 5f",
            "4:",
            "vldmia r5!, {{s16-s17}}",
            "vldmia r8!, {{s18-s19}}",
            "vldmia r9!, {{s20-s21}}",
            "vldmia r10!, {{s22-s23}}",
            "vldr s24, [r1]",
            "vldr s25, [r2]",
            "vldr s26, [r3]",
            "vldr s27, [r4]",
            "vmul.f32 s28, s16, s24",
            "vmul.f32 s29, s16, s25",
            "vmul.f32 s30, s16, s26",
            "vmul.f32 s31, s16, s27",
            "vadd.f32 s0, s0, s28",
            "vadd.f32 s1, s1, s29",
            "vadd.f32 s2, s2, s30",
            "vadd.f32 s3, s3, s31",
            "vmul.f32 s28, s18, s24",
            "vmul.f32 s29, s18, s25",
            "vmul.f32 s30, s18, s26",
            "vmul.f32 s31, s18, s27",
            "vadd.f32 s4, s4, s28",
            "vadd.f32 s5, s5, s29",
            "vadd.f32 s6, s6, s30",
            "vadd.f32 s7, s7, s31",
            "vmul.f32 s28, s20, s24",
            "vmul.f32 s29, s20, s25",
            "vmul.f32 s30, s20, s26",
            "vmul.f32 s31, s20, s27",
            "vadd.f32 s8, s8, s28",
            "vadd.f32 s9, s9, s29",
            "vadd.f32 s10, s10, s30",
            "vadd.f32 s11, s11, s31",
            "vmul.f32 s28, s22, s24",
            "vmul.f32 s29, s22, s25",
            "vmul.f32 s30, s22, s26",
            "vmul.f32 s31, s22, s27",
            "add r1, r1, r11, lsl #2",
            "add r2, r2, r11, lsl #2",
            "add r3, r3, r11, lsl #2",
            "add r4, r4, r11, lsl #2",
            "vadd.f32 s12, s12, s28",
            "vadd.f32 s13, s13, s29",
            "vadd.f32 s14, s14, s30",
            "vadd.f32 s15, s15, s31",
            "vldr s24, [r1]",
            "vldr s25, [r2]",
            "vldr s26, [r3]",
            "vldr s27, [r4]",
            "vmul.f32 s28, s17, s24",
            "vmul.f32 s29, s17, s25",
            "vmul.f32 s30, s17, s26",
            "vmul.f32 s31, s17, s27",
            "vadd.f32 s0, s0, s28",
            "vadd.f32 s1, s1, s29",
            "vadd.f32 s2, s2, s30",
            "vadd.f32 s3, s3, s31",
            "vmul.f32 s28, s19, s24",
            "vmul.f32 s29, s19, s25",
            "vmul.f32 s30, s19, s26",
            "vmul.f32 s31, s19, s27",
            "vadd.f32 s4, s4, s28",
            "vadd.f32 s5, s5, s29",
            "vadd.f32 s6, s6, s30",
            "vadd.f32 s7, s7, s31",
            "vmul.f32 s28, s21, s24",
            "vmul.f32 s29, s21, s25",
            "vmul.f32 s30, s21, s26",
            "vmul.f32 s31, s21, s27",
            "vadd.f32 s8, s8, s28",
            "vadd.f32 s9, s9, s29",
            "vadd.f32 s10, s10, s30",
            "vadd.f32 s11, s11, s31",
            "vmul.f32 s28, s23, s24",
            "vmul.f32 s29, s23, s25",
            "vmul.f32 s30, s23, s26",
            "vmul.f32 s31, s23, s27",
            "add r1, r1, r11, lsl #2",
            "add r2, r2, r11, lsl #2",
            "add r3, r3, r11, lsl #2",
            "add r4, r4, r11, lsl #2",
            "vadd.f32 s12, s12, s28",
            "vadd.f32 s13, s13, s29",
            "vadd.f32 s14, s14, s30",
            "vadd.f32 s15, s15, s31",
            "subs r12, r12, #2",
            "bpl 4b",
            // One more if their number is odd.
            "5:",
            "cmn r12, #1",
            "bne 6f",
            "vldmia r5!, {{s16}}",
            "vldmia r8!, {{s17}}",
            "vldmia r9!, {{s18}}",
            "vldmia r10!, {{s19}}",
            "vldr s24, [r1]",
            "vldr s25, [r2]",
            "vldr s26, [r3]",
            "vldr s27, [r4]",
            "vmul.f32 s28, s16, s24",
            "vmul.f32 s29, s16, s25",
            "vmul.f32 s30, s16, s26",
            "vmul.f32 s31, s16, s27",
            "vadd.f32 s0, s0, s28",
            "vadd.f32 s1, s1, s29",
            "vadd.f32 s2, s2, s30",
            "vadd.f32 s3, s3, s31",
            "vmul.f32 s28, s17, s24",
            "vmul.f32 s29, s17, s25",
            "vmul.f32 s30, s17, s26",
            "vmul.f32 s31, s17, s27",
            "vadd.f32 s4, s4, s28",
            "vadd.f32 s5, s5, s29",
            "vadd.f32 s6, s6, s30",
            "vadd.f32 s7, s7, s31",
            "vmul.f32 s28, s18, s24",
            "vmul.f32 s29, s18, s25",
            "vmul.f32 s30, s18, s26",
            "vmul.f32 s31, s18, s27",
            "vadd.f32 s8, s8, s28",
            "vadd.f32 s9, s9, s29",
            "vadd.f32 s10, s10, s30",
            "vadd.f32 s11, s11, s31",
            "vmul.f32 s28, s19, s24",
            "vmul.f32 s29, s19, s25",
            "vmul.f32 s30, s19, s26",
            "vmul.f32 s31, s19, s27",
            "add r1, r1, r11, lsl #2",
            "add r2, r2, r11, lsl #2",
            "add r3, r3, r11, lsl #2",
            "add r4, r4, r11, lsl #2",
            "vadd.f32 s12, s12, s28",
            "vadd.f32 s13, s13, s29",
            "vadd.f32 s14, s14, s30",
            "vadd.f32 s15, s15, s31",
            "6:",
            "subs lr, lr, #1",
            "beq 7f",
            // The next line.
            "ldr r12, [r0, #72]",
            "add r1, r1, r12, lsl #2",
            "add r2, r2, r12, lsl #2",
            "add r3, r3, r12, lsl #2",
            "add r4, r4, r12, lsl #2",
            "ldr r12, [r0, #76]",
            "add r5, r5, r12, lsl #2",
            "add r8, r8, r12, lsl #2",
            "add r9, r9, r12, lsl #2",
            "add r10, r10, r12, lsl #2",
            "ldr r12, [r0, #64]",
            "b 3b",
            "7:",
            "ldr r12, [r0, #100]",
            "subs r12, r12, #1",
            "beq 8f",
            // The next plane.
            "str r12, [r0, #100]",
            "ldr r12, [r0, #84]",
            "add r1, r1, r12, lsl #2",
            "add r2, r2, r12, lsl #2",
            "add r3, r3, r12, lsl #2",
            "add r4, r4, r12, lsl #2",
            "ldr r12, [r0, #88]",
            "add r5, r5, r12, lsl #2",
            "add r8, r8, r12, lsl #2",
            "add r9, r9, r12, lsl #2",
            "add r10, r10, r12, lsl #2",
            "ldr r12, [r0, #64]",
            "ldr lr, [r0, #68]",
            "b 3b",
            "8:",
            "ldr r1, [r0, #12]",
            "ldr r2, [r0, #16]",
            "ldr r9, [r0, #0]",
            "ldr r10, [r0, #8]",
            "ldr r11, [r0, #20]",
            "add r3, r1, r2, lsl #2",
            "add r4, r3, r2, lsl #2",
            "vstmia r1!, {{s0-s3}}",
            "vstmia r3, {{s4-s7}}",
            "add r5, r4, r2, lsl #2",
            "vstmia r4, {{s8-s11}}",
            "vstmia r5, {{s12-s15}}",
            // The next tile.
            "add r9, r9, r10, lsl #2",
            "str r1, [r0, #12]",
            "str r9, [r0, #0]",
            "subs r11, r11, #1",
            "beq 9f",
            "str r11, [r0, #20]",
            "ldr r12, [r0, #24]",
            "add r8, r0, #28",
            "ldm r8, {{r1-r4}}",
            "add r1, r1, r12, lsl #2",
            "add r2, r2, r12, lsl #2",
            "add r3, r3, r12, lsl #2",
            "add r4, r4, r12, lsl #2",
            "stm r8, {{r1-r4}}",
            "b 2b",
            "9:",
            in("r0") core::ptr::from_mut(run),
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
