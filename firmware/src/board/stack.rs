//! The stack: guarded, so that an overflow faults instead of eating what lies below, and painted, so
//! that its depth can be looked at later.

use core::ptr;
use cortex_m::peripheral::MPU;

const PAINT: u32 = 0xC5C5_C5C5;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The highest address of the stack, from memory.x.
    static _stack_start: u32;
    /// The lowest.
    static _stack_end: u32;
}

/// Bytes at the end of the stack that fault when touched; a frame may not be larger.
const GUARD: u32 = 1024;

/// Forbids every access to the last [`GUARD`] bytes of the stack.
///
/// Not every board faults below its RAM (some decode it as a device), so the memory protection unit
/// does: one region without permissions, everything else as the processor's default map has it.
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

/// Paints everything below the caller's frame.
#[allow(unsafe_code)]
#[inline(never)]
pub(crate) fn paint() {
    let here = cortex_m::register::msp::read() as usize;
    // SAFETY: the words from the stack's end to below this frame belong to nobody yet; 64 bytes are
    // left for this function itself.
    unsafe {
        let mut word = (&raw const _stack_end).byte_add(GUARD as usize).cast_mut();
        while (word as usize) < here - 64 {
            ptr::write_volatile(word, PAINT);
            word = word.add(1);
        }
    }
}

/// The most bytes of stack used since [`paint`].
#[allow(unsafe_code)]
pub(crate) fn deepest() -> usize {
    // SAFETY: every word between the two symbols is RAM.
    unsafe {
        let top = &raw const _stack_start;
        let mut word = (&raw const _stack_end).byte_add(GUARD as usize);
        while word < top && ptr::read_volatile(word) == PAINT {
            word = word.add(1);
        }
        top as usize - word as usize
    }
}
