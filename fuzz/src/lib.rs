//! What the targets share: bytes whose checksum and length hold, and a count of what decoders make of them.

use crc::{CRC_32_ISCSI, Crc};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISCSI);

/// Bytes before the sections, with magic, version and length.
pub const FRONT: usize = 12;
const CHECKSUM: usize = 4;

/// Gives bytes the front of `valid`, their own length and the checksum that belongs to them: what stands between is then
/// what a decoder sees.
pub fn patch(bytes: &mut [u8], valid: &[u8]) {
    let length = bytes.len();
    if length < FRONT + CHECKSUM {
        return;
    }
    bytes[..FRONT].copy_from_slice(&valid[..FRONT]);
    bytes[8..FRONT].copy_from_slice(&(length as u32).to_le_bytes());
    let checksum = CRC.checksum(&bytes[..length - CHECKSUM]);
    bytes[length - CHECKSUM..].copy_from_slice(&checksum.to_le_bytes());
}

/// Mutates the first `size` bytes of `data`, and patches most of what comes out; the new size.
///
/// Most mutations change a few bytes where they stand, as others move every section behind them.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32, valid: &[u8]) -> usize {
    let mut size = size;
    // Most begin anew: what was mutated for long passes no decoder any more.
    if size < FRONT + CHECKSUM || seed % 8 < 7 {
        size = valid.len().min(most);
        data[..size].copy_from_slice(&valid[..size]);
    }
    if seed / 8 % 8 < 7 {
        mutate_in_place(&mut data[FRONT..size], seed);
    } else {
        size = libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    // What is not patched is how bytes come from a medium: they hardly ever pass the checksum.
    if seed / 64 % 16 != 15 {
        patch(&mut data[..size], valid);
    }
    size
}

/// Changes one to three bytes where they stand.
pub fn mutate_in_place(data: &mut [u8], seed: u32) {
    let mut bits = seed | 1;
    let mut next = || {
        bits ^= bits << 13;
        bits ^= bits >> 17;
        bits ^= bits << 5;
        bits
    };
    if data.is_empty() {
        return;
    }
    for _ in 0..=next() % 3 {
        let at = next() as usize % data.len();
        // A bit, a byte, or a number that stands at a border.
        match next() % 4 {
            0 => data[at] ^= 1 << (next() % 8),
            1 => data[at] = next() as u8,
            2 => data[at] = data[at].wrapping_add(1),
            _ => data[at] = [0, 1, 0x7f, 0x80, 0xff][next() as usize % 5],
        }
    }
}

/// The checksum of frames, checkpoints and recipes.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    CRC.checksum(bytes)
}

/// How many bytes were given to a decoder, and what became of those whose form held: a checksum, a header.
pub struct Counts {
    executions: AtomicU64,
    patched: AtomicU64,
    accepted: AtomicU64,
}

impl Counts {
    /// None yet.
    #[allow(clippy::new_without_default)] // a static
    pub const fn new() -> Self {
        Self {
            executions: AtomicU64::new(0),
            patched: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
        }
    }

    /// Counts one with the front of a recipe or a checkpoint.
    pub fn add(&self, bytes: &[u8], accepted: bool) {
        self.count(holds(bytes), accepted);
    }

    /// Counts one whose form holds, or does not, and prints all from time to time.
    pub fn count(&self, holds: bool, accepted: bool) {
        let executions = self.executions.fetch_add(1, Relaxed) + 1;
        if holds {
            self.patched.fetch_add(1, Relaxed);
        }
        if accepted {
            self.accepted.fetch_add(1, Relaxed);
        }
        if executions.is_multiple_of(4096) {
            let (patched, accepted) = (self.patched.load(Relaxed), self.accepted.load(Relaxed));
            eprintln!("executions={executions} patched={patched} accepted={accepted}");
        }
    }
}

/// Whether length and checksum are those of the bytes.
fn holds(bytes: &[u8]) -> bool {
    let Some((front, checksum)) = bytes.split_last_chunk::<CHECKSUM>() else { return false };
    let length =
        front.get(8..FRONT).is_some_and(|length| length == (bytes.len() as u32).to_le_bytes());
    length && CRC.checksum(front) == u32::from_le_bytes(*checksum)
}
