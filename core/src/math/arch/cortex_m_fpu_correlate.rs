//! Eight neighbouring sums at a time, for Cortex-M with a floating-point unit: each value of u that is loaded makes eight products.
//!
//! Each sum has the order of the walk over planes, lines and neighbours, so the bits are those of the plain loops.

use super::{Begin, Correlation};
use crate::math::Taps;
use core::{arch::asm, ops::Range};

/// Sums of one turn, and values of u and v that are loaded at once.
const EIGHT: usize = 8;
const FOUR: usize = 4;

/// What the loops read, in this order, and where they are; steps are in bytes.
#[repr(C)]
struct Run {
    u: *const f32,
    v: *const f32,
    to: *mut f32,
    begin: *const f32,
    u_step: isize,
    v_step: isize,
    count: usize,
    lines: usize,
    planes: usize,
    u_line: isize,
    v_line: isize,
    u_plane: isize,
    v_plane: isize,
    turns: usize,
    next: Step,
    /// How many eights, of those that lie side by side in u and v, then fours, before the rest of a line.
    eights: usize,
    fours: usize,
    rest: usize,
}

/// From one turn to the next.
#[derive(Clone, Copy)]
#[repr(C)]
struct Step {
    u: usize,
    v: usize,
    to: usize,
    begin: usize,
}

/// What a correlation reads and writes; it fits.
struct Slices<'a> {
    of: &'a Correlation,
    u: &'a [f32],
    v: &'a [f32],
    to: &'a mut [f32],
}

/// Writes every sum. Nothing if that does not lie in the slices.
#[inline(never)] // linked once
pub(crate) fn correlate(of: &Correlation, u: &[f32], v: &[f32], to: &mut [f32]) {
    if !of.fits(u.len(), v.len(), to.len()) {
        return;
    }
    let mut slices = Slices { of, u, v, to };
    let inside = of.columns.inside();
    for row in 0..of.rows.sums {
        let mut column = 0_usize;
        while column < of.columns.sums {
            let end = if column == inside.start { inside.end } else { column };
            let end = end.max(column.wrapping_add(1));
            slices.write(row, column..end);
            column = end;
        }
    }
}

impl Slices<'_> {
    /// Of one row, those of which the same of the kernel lies on values: of every channel.
    fn write(&mut self, row: usize, range: Range<usize>) {
        let of = self.of;
        let (lines, taps) = (of.rows.taps(row), of.columns.taps(range.start));
        let first = self.first(row, range.start, &lines, &taps);
        let mut run = Run::of(of, &lines, &taps);
        let group = of.group();
        let channel = if of.channels == 1 { group } else { of.channel() };
        let (outer, inner) =
            if of.channels == 1 { (1, of.groups) } else { (of.groups, of.channels) };
        let column = Step { u: 0, v: of.columns.stride, to: 1, begin: 0 };
        // Sums that are added to what is there must not come out twice.
        let is_wide = of.columns.stride == 1 && range.len() >= EIGHT && of.begin != Begin::There;
        for of_group in 0..outer {
            let first = first.ahead(&group, of_group);
            if is_wide || run.planes == 0 {
                for of_channel in 0..inner {
                    let first = first.ahead(&channel, of_channel);
                    if run.planes == 0 {
                        self.fill(&first, range.len());
                    } else {
                        self.eights(&mut run, &first, range.len());
                    }
                }
                continue;
            }
            (run.turns, run.next) = (inner, channel.bytes());
            for number in 0..range.len() {
                run.begin_at(&first.ahead(&column, number), self);
                run.turns = inner;
                one(&mut run);
            }
        }
    }

    /// The first channel's first sum of a row.
    fn first(&self, row: usize, column: usize, lines: &Taps, taps: &Taps) -> Step {
        let of = self.of;
        let [step, line, _] = of.kernels.steps;
        let sum = row.wrapping_mul(of.written.row);
        let sum = sum.wrapping_add(column);
        Step {
            u: of
                .kernels
                .at
                .wrapping_add_signed(line.wrapping_mul(lines.first.cast_signed()))
                .wrapping_add_signed(step.wrapping_mul(taps.first.cast_signed())),
            v: lines.at.wrapping_mul(of.columns.length).wrapping_add(taps.at),
            to: of.written.at.wrapping_add(sum),
            begin: if let Begin::At(at) = of.begin { at } else { 0 },
        }
    }

    /// Sums without products.
    fn fill(&mut self, first: &Step, count: usize) {
        let begin = match self.of.begin {
            Begin::There => return,
            Begin::Zero => 0.0,
            Begin::At(_) => self.u.get(first.begin).copied().unwrap_or_default(),
        };
        let to = self.to.get_mut(first.to..).unwrap_or_default();
        to.iter_mut().take(count).for_each(|to| *to = begin);
    }

    /// At least eight sums, neighbours in v.
    fn eights(&mut self, run: &mut Run, first: &Step, count: usize) {
        let column = Step { u: 0, v: 1, to: 1, begin: 0 };
        run.next = Step { v: EIGHT, to: EIGHT, ..column }.bytes();
        run.turns = count / EIGHT;
        run.begin_at(first, self);
        eight(run);
        // The last turn ends with the last sum: what it has in common with the one before comes out again.
        if !count.is_multiple_of(EIGHT) {
            run.turns = 1;
            run.begin_at(&first.ahead(&column, count.wrapping_sub(EIGHT)), self);
            eight(run);
        }
    }
}

impl Step {
    /// So many times further on.
    fn ahead(&self, step: &Self, times: usize) -> Self {
        let further = |at: usize, step: usize| at.wrapping_add(step.wrapping_mul(times));
        Self {
            u: further(self.u, step.u),
            v: further(self.v, step.v),
            to: further(self.to, step.to),
            begin: further(self.begin, step.begin),
        }
    }

    const fn bytes(self) -> Self {
        Self { u: self.u << 2, v: self.v << 2, to: self.to << 2, begin: self.begin << 2 }
    }
}

impl Correlation {
    /// From one channel to the next, which sees the same values.
    fn channel(&self) -> Step {
        self.step(self.kernels.channel, 0, self.written.channel)
    }

    fn group(&self) -> Step {
        self.step(self.kernels.group, self.values, self.written.group)
    }

    fn step(&self, u: usize, v: usize, to: usize) -> Step {
        let begin = match self.begin {
            Begin::Zero => 0,
            Begin::At(_) => u,
            Begin::There => to,
        };
        Step { u, v, to, begin }
    }
}

impl Run {
    /// Of what lies on values, before it is told where it begins.
    fn of(of: &Correlation, lines: &Taps, taps: &Taps) -> Self {
        let plane = of.plane();
        let line = of.rows.step.wrapping_mul(of.columns.length);
        let of_v = [of.columns.step, line, plane].map(usize::cast_signed);
        let counts = [taps.count, lines.count].map(usize::cast_signed);
        let [u_step, u_line, u_plane] = jumps(counts, of.kernels.steps);
        let [v_step, v_line, v_plane] = jumps(counts, of_v);
        let is_dense = u_step == 4 && v_step == 4;
        Self {
            u: core::ptr::null(),
            v: core::ptr::null(),
            to: core::ptr::null_mut(),
            begin: &0.0,
            u_step,
            v_step,
            count: taps.count,
            lines: lines.count,
            planes: if taps.count > 0 && lines.count > 0 { of.planes } else { 0 },
            u_line,
            v_line,
            u_plane,
            v_plane,
            turns: 0,
            next: Step { u: 0, v: 0, to: 0, begin: 0 },
            eights: if is_dense { taps.count / EIGHT } else { 0 },
            fours: if is_dense { taps.count % EIGHT / FOUR } else { 0 },
            rest: if is_dense { taps.count % FOUR } else { taps.count },
        }
    }

    fn begin_at(&mut self, first: &Step, slices: &mut Slices<'_>) {
        self.u = slices.u.as_ptr().wrapping_add(first.u);
        self.v = slices.v.as_ptr().wrapping_add(first.v);
        self.to = slices.to.as_mut_ptr().wrapping_add(first.to);
        self.begin = match slices.of.begin {
            Begin::Zero => &0.0,
            Begin::At(_) => slices.u.as_ptr().wrapping_add(first.begin),
            Begin::There => self.to,
        };
    }
}

/// To the next neighbour, and from behind the last one to the next line or plane, in bytes.
#[inline]
fn jumps([count, lines]: [isize; 2], [step, line, plane]: [isize; 3]) -> [isize; 3] {
    let within = step.wrapping_mul(count);
    let of_lines = line.wrapping_mul(lines.wrapping_sub(1));
    let to_plane = plane.wrapping_sub(of_lines).wrapping_sub(within);
    [step, line.wrapping_sub(within), to_plane].map(|words| words.wrapping_mul(4))
}

/// Eight sums side by side a turn, of a run that was looked at.
#[inline(never)] // linked once
#[allow(unsafe_code, clippy::too_many_lines)] // an instruction a line
fn eight(run: &mut Run) {
    // SAFETY: reads and writes the run, and what its walk and its turns lead to, which was looked at; the registers are declared
    // as clobbered. `eabihf` guarantees an FPU with single precision.
    unsafe {
        asm!(
            "2:",
            "ldm r0, {{r1, r2, r11, r12}}", // u, v, to, begin
            "vldr s0, [r12]",
            "add r12, r0, #16",
            "ldm r12, {{r3, r4, r5, r8, r9}}", // steps, count, lines, planes
            "vmov.f32 s1, s0",
            "vmov.f32 s2, s0",
            "vmov.f32 s3, s0",
            "vmov.f32 s4, s0",
            "vmov.f32 s5, s0",
            "vmov.f32 s6, s0",
            "vmov.f32 s7, s0",
            "3:",
            "mov r10, r5",
            "4:",
            "vldr s16, [r1]",
            "vldmia r2, {{s8-s15}}",
            "add r1, r1, r3",
            "add r2, r2, r4",
            "subs r10, r10, #1",
            "vmul.f32 s8, s8, s16",
            "vmul.f32 s9, s9, s16",
            "vmul.f32 s10, s10, s16",
            "vmul.f32 s11, s11, s16",
            "vmul.f32 s12, s12, s16",
            "vmul.f32 s13, s13, s16",
            "vmul.f32 s14, s14, s16",
            "vmul.f32 s15, s15, s16",
            "vadd.f32 s0, s0, s8",
            "vadd.f32 s1, s1, s9",
            "vadd.f32 s2, s2, s10",
            "vadd.f32 s3, s3, s11",
            "vadd.f32 s4, s4, s12",
            "vadd.f32 s5, s5, s13",
            "vadd.f32 s6, s6, s14",
            "vadd.f32 s7, s7, s15",
            "bne 4b",
            "subs r8, r8, #1",
            "beq 5f",
            // The next line.
            "ldrd r10, r12, [r0, #36]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 3b",
            "5:",
            "subs r9, r9, #1",
            "beq 6f",
            // The next plane.
            "ldrd r10, r12, [r0, #44]",
            "ldr r8, [r0, #28]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 3b",
            "6:",
            "ldr r12, [r0, #52]",
            "vstmia r11, {{s0-s7}}",
            "subs r12, r12, #1",
            "beq 7f",
            // The next turn.
            "ldr r2, [r0, #4]",
            "ldrd r3, r4, [r0, #60]",
            "add r2, r2, r3",
            "add r11, r11, r4",
            "strd r2, r11, [r0, #4]",
            "str r12, [r0, #52]",
            "b 2b",
            "7:",
            in("r0") core::ptr::from_mut(run),
            out("r1") _, out("r2") _, out("r3") _, out("r4") _, out("r5") _, out("r8") _,
            out("r9") _, out("r10") _, out("r11") _, out("r12") _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _,
            options(nostack),
        );
    }
}

/// One sum a turn, of a run that was looked at.
#[inline(never)] // linked once
#[allow(unsafe_code, clippy::too_many_lines)] // an instruction a line
fn one(run: &mut Run) {
    // SAFETY: as above.
    unsafe {
        asm!(
            "2:",
            "ldm r0, {{r1, r2, r11, r12}}", // u, v, to, begin
            "vldr s0, [r12]",
            "add r12, r0, #16",
            "ldm r12, {{r3, r4, r5, r8, r9}}", // steps, count, lines, planes
            "ldrd r10, r12, [r0, #72]",
            "orrs r10, r10, r12",
            "bne 7f",
            "3:",
            "mov r10, r5",
            "4:",
            "vldr s1, [r1]",
            "vldr s2, [r2]",
            "add r1, r1, r3",
            "add r2, r2, r4",
            "vmul.f32 s1, s1, s2",
            "subs r10, r10, #1",
            "vadd.f32 s0, s0, s1",
            "bne 4b",
            "subs r8, r8, #1",
            "beq 5f",
            // The next line.
            "ldrd r10, r12, [r0, #36]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 3b",
            "5:",
            "subs r9, r9, #1",
            "beq 6f",
            // The next plane.
            "ldrd r10, r12, [r0, #44]",
            "ldr r8, [r0, #28]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 3b",
            // The same by eights and fours.
            "7:",
            "ldrd r10, r12, [r0, #72]",
            "cmp r10, #0",
            "beq 10f",
            "8:",
            "vldmia r1!, {{s1-s8}}",
            "vldmia r2!, {{s9-s16}}",
            "vmul.f32 s1, s1, s9",
            "vmul.f32 s2, s2, s10",
            "vadd.f32 s0, s0, s1",
            "vmul.f32 s3, s3, s11",
            "vadd.f32 s0, s0, s2",
            "vmul.f32 s4, s4, s12",
            "vadd.f32 s0, s0, s3",
            "vmul.f32 s5, s5, s13",
            "vadd.f32 s0, s0, s4",
            "vmul.f32 s6, s6, s14",
            "vadd.f32 s0, s0, s5",
            "vmul.f32 s7, s7, s15",
            "vadd.f32 s0, s0, s6",
            "vmul.f32 s8, s8, s16",
            "vadd.f32 s0, s0, s7",
            "subs r10, r10, #1",
            "vadd.f32 s0, s0, s8",
            "bne 8b",
            "10:",
            "cmp r12, #0",
            "beq 11f",
            "vldmia r1!, {{s1-s4}}",
            "vldmia r2!, {{s5-s8}}",
            "vmul.f32 s1, s1, s5",
            "vmul.f32 s2, s2, s6",
            "vadd.f32 s0, s0, s1",
            "vmul.f32 s3, s3, s7",
            "vadd.f32 s0, s0, s2",
            "vmul.f32 s4, s4, s8",
            "vadd.f32 s0, s0, s3",
            "vadd.f32 s0, s0, s4",
            "11:",
            "ldr r12, [r0, #80]",
            "cmp r12, #0",
            "beq 3f",
            "9:",
            "vldmia r1!, {{s1}}",
            "vldmia r2!, {{s2}}",
            "vmul.f32 s1, s1, s2",
            "subs r12, r12, #1",
            "vadd.f32 s0, s0, s1",
            "bne 9b",
            "3:",
            "subs r8, r8, #1",
            "beq 4f",
            "ldrd r10, r12, [r0, #36]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 7b",
            "4:",
            "subs r9, r9, #1",
            "beq 6f",
            "ldrd r10, r12, [r0, #44]",
            "ldr r8, [r0, #28]",
            "add r1, r1, r10",
            "add r2, r2, r12",
            "b 7b",
            "6:",
            "ldr r12, [r0, #52]",
            "vstr s0, [r11]",
            "subs r12, r12, #1",
            "beq 2f",
            // The next turn.
            "str r12, [r0, #52]",
            "ldm r0, {{r1-r4}}",
            "add r12, r0, #56",
            "ldm r12, {{r5, r8, r9, r10}}",
            "add r1, r1, r5",
            "add r2, r2, r8",
            "add r3, r3, r9",
            "add r4, r4, r10",
            "stm r0, {{r1-r4}}",
            "b 2b",
            "2:",
            in("r0") core::ptr::from_mut(run),
            out("r1") _, out("r2") _, out("r3") _, out("r4") _, out("r5") _, out("r8") _,
            out("r9") _, out("r10") _, out("r11") _, out("r12") _,
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _,
            out("s6") _, out("s7") _, out("s8") _, out("s9") _, out("s10") _, out("s11") _,
            out("s12") _, out("s13") _, out("s14") _, out("s15") _, out("s16") _,
            options(nostack),
        );
    }
}
