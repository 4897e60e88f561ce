//! Flash that is read and written in words of 4 bytes, the lowest byte first.

use super::registers::read;

/// Bytes of a word.
pub(super) const WORD: usize = 4;

/// The addresses of the words from one on.
pub(super) fn from(first: usize) -> impl Iterator<Item = usize> {
    (first..).step_by(WORD)
}

/// Reads whole words from an address on.
pub(super) fn fetch(first: usize, bytes: &mut [u8]) {
    for (word, address) in bytes.chunks_exact_mut(WORD).zip(from(first)) {
        word.copy_from_slice(&read(address).to_le_bytes());
    }
}

/// The words that bytes make, each with its address from one on.
pub(super) fn of(first: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
    from(first).zip(bytes.chunks_exact(WORD).map(word))
}
