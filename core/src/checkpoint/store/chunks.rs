//! A body in pieces of 32 bytes, which are whole words of every flash.

use super::{
    flash::{self, CHUNK},
    header::Header,
    slot::Slot,
};
use crate::Error;
use crate::checksum::Checksum;
use embedded_storage::nor_flash::NorFlash;

/// What is left of a body to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Chunks {
    offset: u32,
    left: u32,
}

impl Chunks {
    /// The whole body, of a length that the slot has room for.
    pub(super) const fn new(slot: Slot, length: u32) -> Self {
        Self { offset: slot.body(), left: length }
    }

    /// The next chunk, read into the beginning of `buffer`: how many of its bytes are the body's; 0 at the end.
    pub(super) fn next<F: NorFlash>(
        &mut self,
        flash: &mut F,
        buffer: &mut [u8; CHUNK],
    ) -> Result<usize, Error> {
        let length = (self.left as usize).min(CHUNK);
        let words = length.checked_next_multiple_of(F::READ_SIZE).unwrap_or(CHUNK);
        if let Some(words @ [_, ..]) = buffer.get_mut(..words) {
            flash::read(flash, self.offset, words)?;
        }
        self.offset = self.offset.wrapping_add(CHUNK as u32);
        self.left = self.left.saturating_sub(CHUNK as u32);
        Ok(length)
    }
}

/// Whether the body that a header speaks of is in the slot; one that cannot be read is not.
pub(super) fn holds<F: NorFlash>(flash: &mut F, slot: Slot, header: Header) -> bool {
    header.length <= slot.room() && checksum(flash, slot, header.length) == Ok(header.checksum)
}

fn checksum<F: NorFlash>(flash: &mut F, slot: Slot, length: u32) -> Result<u32, Error> {
    let mut chunks = Chunks::new(slot, length);
    let mut checksum = Checksum::NONE;
    let mut buffer = [0; CHUNK];
    loop {
        match chunks.next(flash, &mut buffer)? {
            0 => return Ok(checksum.value()),
            length => checksum.update(buffer.get(..length).unwrap_or_default()),
        }
    }
}
