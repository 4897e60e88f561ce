//! A checkpoint that is written in pieces, and found from `finish` on.

use super::{
    chunks,
    flash::{self, CHUNK},
    header::{BLANK, Header},
    slot::Slot,
    store::{Saved, Store},
};
use crate::checkpoint::Sink;
use crate::checksum::Checksum;
use crate::{Error, error};
use embedded_storage::nor_flash::NorFlash;

/// A checkpoint that is written in pieces of any size: [`Store::save`] has an example.
///
/// Dropped before [`finish`](Self::finish) it leaves the slot without a checkpoint, and the newest one as it was.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Writer<'s, 'a, F> {
    store: &'s mut Store<'a, F>,
    slot: Slot,
    saved: Saved,
    /// Where the buffer is to be written.
    offset: u32,
    buffer: [u8; CHUNK],
    filled: usize,
    left: u32,
    checksum: Checksum,
}

impl<'s, 'a, F: NorFlash> Writer<'s, 'a, F> {
    /// Into a slot that is erased and has room.
    pub(super) const fn new(store: &'s mut Store<'a, F>, slot: Slot, saved: Saved) -> Self {
        Self {
            store,
            slot,
            saved,
            offset: slot.body(),
            buffer: [0; CHUNK],
            filled: 0,
            left: saved.length,
            checksum: Checksum::NONE,
        }
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// [`Error::Capacity`] if they are more than are missing to the length that was announced, and none is written then;
    /// [`Error::Flash`] if the driver cannot write, and `finish` fails then as well.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        error::capacity("the rest of the checkpoint", bytes.len(), self.left as usize)?;
        self.left = self.left.saturating_sub(bytes.len() as u32);
        self.checksum.update(bytes);
        let mut bytes = bytes.iter();
        while bytes.len() > 0 {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            let taken = room.len().min(bytes.len());
            room.iter_mut().zip(bytes.by_ref()).for_each(|(room, byte)| *room = *byte);
            self.filled = self.filled.wrapping_add(taken);
            if self.filled >= CHUNK {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Writes what is in the buffer, filled up to whole words with what erased flash reads as.
    fn flush(&mut self) -> Result<(), Error> {
        let words = self.filled.checked_next_multiple_of(F::WRITE_SIZE).unwrap_or(CHUNK);
        self.buffer.iter_mut().skip(self.filled).for_each(|rest| *rest = 0xFF);
        let offset = self.offset;
        self.offset = offset.wrapping_add(CHUNK as u32);
        self.filled = 0;
        match self.buffer.get(..words) {
            Some(words @ [_, ..]) => flash::write(&mut self.store.flash, offset, words),
            _ => Ok(()),
        }
    }

    /// Writes the end of the body, reads it back, and writes the header: from then on the checkpoint is the newest.
    ///
    /// # Errors
    /// [`Error::Length`] if fewer bytes were written than announced; [`Error::Flash`] if the driver cannot write or read,
    /// or reads other bytes than were written. The newest checkpoint is then the one that it was; one whose header failed
    /// may be found after a restart.
    pub fn finish(mut self) -> Result<Saved, Error> {
        let (length, left) = (self.saved.length as usize, self.left as usize);
        error::same_length("the checkpoint", length, length.saturating_sub(left))?;
        self.flush()?;
        let Saved { generation, length, .. } = self.saved;
        let header = Header { generation, length, checksum: self.checksum.value() };
        let (flash, offset) = (&mut self.store.flash, self.slot.offset);
        let differs =
            Error::Flash { operation: "check", offset, reason: "it reads unlike it was written" };
        if !chunks::holds(flash, self.slot, header) {
            return Err(differs);
        }
        flash::write(flash, offset, header.encode().as_flattened())?;
        let mut bytes = BLANK;
        flash::read(flash, offset, bytes.as_flattened_mut())?;
        if Header::decode(&bytes) != Some(header) {
            return Err(differs);
        }
        self.store.newest = Some(self.saved);
        Ok(self.saved)
    }
}

impl<F: NorFlash> Sink for Writer<'_, '_, F> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        Writer::write(self, bytes)
    }
}
