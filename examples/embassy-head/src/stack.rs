//! How deep the stack was: what is free is painted at the start, and looked at in the end.

use core::ops::Range;

#[allow(unsafe_code)]
unsafe extern "C" {
    static mut _stack_start: u32;
    static mut __sheap: u32;
}

/// From the end of the variables to this frame.
fn free() -> Range<usize> {
    let here = cortex_m::register::msp::read() as usize;
    (&raw const __sheap).addr()..here
}

/// Paints what is free.
#[allow(unsafe_code)]
pub fn paint() {
    // SAFETY: the words below the stack pointer belong to nobody, and no interrupt is enabled.
    unsafe { thalweg_stack::paint(free()) };
}

/// Bytes of stack that were used since, with what was in use then.
#[allow(unsafe_code)]
pub fn deepest() -> usize {
    // SAFETY: RAM.
    (&raw const _stack_start).addr() - unsafe { thalweg_stack::reached(free()) }
}
