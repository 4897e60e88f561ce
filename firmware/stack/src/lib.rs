//! How deep a stack was: what is free is painted before, and looked at after.
#![no_std]

use core::{ops::Range, ptr};

/// What no program writes often.
const PAINT: u32 = 0xC5C5_C5C5;

/// Paints the words of a range of addresses.
///
/// # Safety
/// Every word of it is RAM that belongs to nobody: below the stack pointer, with no interrupt that
/// would use it.
#[allow(unsafe_code)]
#[allow(clippy::inline_always)] // a frame of its own would lie in what it paints
#[inline(always)]
pub unsafe fn paint(words: Range<usize>) {
    let mut word = words.start;
    while word < words.end {
        // SAFETY: as the caller promises.
        unsafe { ptr::write_volatile(at(word), PAINT) };
        word += 4;
    }
}

/// The lowest address of the range that has been written since it was painted; its end if none has.
///
/// # Safety
/// Every word of it is RAM.
#[allow(unsafe_code)]
#[inline]
#[must_use]
pub unsafe fn reached(words: Range<usize>) -> usize {
    let mut word = words.start;
    // SAFETY: as the caller promises.
    while word < words.end && unsafe { ptr::read_volatile(at(word)) } == PAINT {
        word += 4;
    }
    word
}

fn at(address: usize) -> *mut u32 {
    ptr::with_exposed_provenance_mut(address)
}
