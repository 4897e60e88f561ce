//! The stack: guarded, so that an overflow faults instead of eating what lies below, and painted, so
//! that its depth can be looked at later.

use core::ops::Range;
#[cfg(not(feature = "microbit"))]
use cortex_m::peripheral::MPU;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The highest address of the stack, from memory.x.
    static _stack_start: u32;
    /// The lowest.
    static _stack_end: u32;
}

/// Bytes at the end of the stack that fault when touched; a frame may not be larger. Where the processor itself knows
/// the end of the stack, or nothing is below it, none.
const GUARD: u32 = if cfg!(any(feature = "m33", feature = "microbit")) { 0 } else { 1024 };

/// Forbids every access to the last [`GUARD`] bytes of the stack.
///
/// Not every board faults below its RAM (some decode it as a device), so the memory protection unit
/// does: one region without permissions, everything else as the processor's default map has it.
#[cfg(not(any(feature = "m33", feature = "microbit")))]
#[allow(unsafe_code)]
pub(crate) fn guard(mpu: &mut MPU) {
    let size = GUARD.ilog2() - 1;
    // SAFETY: the region lies within the stack of memory.x, aligned to its size; no code or data of
    // the program is in it.
    unsafe {
        mpu.rnr.write(0);
        mpu.rbar.write((&raw const _stack_end) as u32);
        mpu.rasr.write(size << 1 | 1); // no access, enabled
        mpu.ctrl.write(0b101); // enabled, over the default map
    }
    cortex_m::asm::dsb();
    cortex_m::asm::isb();
}

/// Start-up code has told the processor where the stack ends, in MSPLIM.
#[cfg(feature = "m33")]
pub(crate) fn guard(_: &mut MPU) {}

/// The stack above its guard.
fn unguarded() -> Range<usize> {
    let (end, start) = (&raw const _stack_end, &raw const _stack_start);
    end as usize + GUARD as usize..start as usize
}

/// Paints everything below the caller's frame.
#[allow(unsafe_code)]
#[inline(never)]
pub(crate) fn paint() {
    let here = cortex_m::register::msp::read() as usize;
    // SAFETY: the words from the stack's end to below this frame belong to nobody yet; 64 bytes are
    // left for this function itself.
    unsafe { thalweg_stack::paint(unguarded().start..here - 64) };
}

/// The most bytes of stack used since [`paint`].
#[allow(unsafe_code)]
pub(crate) fn deepest() -> usize {
    let stack = unguarded();
    // SAFETY: every word of the stack is RAM.
    stack.end - unsafe { thalweg_stack::reached(stack) }
}
