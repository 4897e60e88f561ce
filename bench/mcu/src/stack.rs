//! How deep a call reaches into the stack.

/// How far down is painted.
const DEPTH: usize = 64 * 1024;

/// Bytes of stack that `work` takes at its deepest.
#[inline(never)]
#[allow(unsafe_code)]
pub(crate) fn deepest(work: impl FnOnce()) -> usize {
    let here = cortex_m::register::msp::read() as usize;
    let below = here - DEPTH..here;
    // SAFETY: the words below the stack pointer belong to nobody; no interrupt is enabled.
    unsafe { thalweg_stack::paint(below.clone()) };
    work();
    // SAFETY: as above.
    here - unsafe { thalweg_stack::reached(below) }
}
