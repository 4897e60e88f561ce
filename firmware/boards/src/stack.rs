//! How deep the stack was.

use core::ops::Range;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The highest address of the stack, from the memory map.
    static _stack_start: u32;
    /// The lowest.
    static _stack_end: u32;
}

fn all() -> Range<usize> {
    (&raw const _stack_end) as usize..(&raw const _stack_start) as usize
}

/// Paints everything below the caller's frame.
#[allow(unsafe_code)]
#[inline(never)]
pub(crate) fn paint() {
    let here = cortex_m::register::msp::read() as usize;
    // SAFETY: the words from the stack's end to below this frame belong to nobody yet; an interrupt in between uses what is
    // right below the frame, of which 512 bytes are left out.
    unsafe { thalweg_stack::paint(all().start..here - 512) };
}

/// The most bytes of stack used since [`paint`].
#[allow(unsafe_code)]
pub(crate) fn deepest() -> u32 {
    let stack = all();
    // SAFETY: every word of the stack is RAM.
    (stack.end - unsafe { thalweg_stack::reached(stack) }) as u32
}
