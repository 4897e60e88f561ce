//! How deep a call reaches into the stack: painted before, looked at after.

use core::ptr;

const PAINT: u32 = 0xC5C5_C5C5;
/// How far down is painted.
const DEPTH: usize = 64 * 1024;
/// Left for the frame of the function that paints.
const MARGIN: usize = 0;

/// Bytes of stack that `work` takes at its deepest.
#[inline(never)]
#[allow(unsafe_code)]
pub(crate) fn deepest(work: impl FnOnce()) -> usize {
    let here = cortex_m::register::msp::read() as usize;
    let (bottom, top) = (here - DEPTH, here - MARGIN);
    // SAFETY: the words below the stack pointer belong to nobody; no interrupt is enabled.
    unsafe { (bottom..top).step_by(4).for_each(|word| ptr::write_volatile(at(word), PAINT)) };
    work();
    // SAFETY: as above.
    let untouched = |&word: &usize| unsafe { ptr::read_volatile(at(word)) } == PAINT;
    let reached = (bottom..top).step_by(4).take_while(untouched).count() * 4 + bottom;
    here - reached
}

fn at(address: usize) -> *mut u32 {
    ptr::with_exposed_provenance_mut(address)
}
