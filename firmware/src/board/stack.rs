//! How deep the stack went: painted at start, looked at later.

use core::ptr;

const PAINT: u32 = 0xC5C5_C5C5;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The highest address of the stack, from memory.x.
    static _stack_start: u32;
    /// The lowest.
    static _stack_end: u32;
}

/// Paints everything below the caller's frame.
#[allow(unsafe_code)]
#[inline(never)]
pub(crate) fn paint() {
    let here = cortex_m::register::msp::read() as usize;
    // SAFETY: the words from the stack's end to below this frame belong to nobody yet; 64 bytes are
    // left for this function itself.
    unsafe {
        let mut word = (&raw const _stack_end).cast_mut();
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
        let mut word = &raw const _stack_end;
        while word < top && ptr::read_volatile(word) == PAINT {
            word = word.add(1);
        }
        top as usize - word as usize
    }
}
