//! A checkpoint that is read in pieces.

use super::{chunks::Chunks, flash::CHUNK};
use crate::checkpoint::Source;
use crate::{Error, error};
use embedded_storage::nor_flash::NorFlash;

/// A checkpoint that is read in pieces of any size: [`Store::load`](super::Store::load) has an example.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reader<'a, F> {
    flash: &'a mut F,
    chunks: Chunks,
    buffer: [u8; CHUNK],
    /// Bytes of the buffer that are the body's, and of these how many are read.
    filled: usize,
    read: usize,
    left: u32,
    /// The whole, to begin anew.
    whole: (Chunks, u32),
}

impl<'a, F: NorFlash> Reader<'a, F> {
    pub(super) const fn new(flash: &'a mut F, chunks: Chunks, length: u32) -> Self {
        let whole = (chunks, length);
        Self { flash, chunks, buffer: [0; CHUNK], filled: 0, read: 0, left: length, whole }
    }

    /// How many bytes are still to be read.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.left
    }

    /// Fills `bytes` with the next ones.
    ///
    /// # Errors
    /// [`Error::Capacity`] if fewer are left, and nothing is read then; [`Error::Flash`] if the driver cannot read, and
    /// what was read before is in `bytes`.
    pub fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        error::capacity("the rest of the checkpoint", bytes.len(), self.left as usize)?;
        let mut bytes = bytes.iter_mut();
        while bytes.len() > 0 {
            if self.read >= self.filled {
                (self.filled, self.read) = (0, 0);
                self.filled = self.chunks.next(self.flash, &mut self.buffer)?;
            }
            let there = self.buffer.get(self.read..self.filled).unwrap_or_default();
            let taken = there.len().min(bytes.len());
            there.iter().zip(bytes.by_ref()).for_each(|(there, byte)| *byte = *there);
            self.read = self.read.wrapping_add(taken);
            self.left = self.left.saturating_sub(taken as u32);
        }
        Ok(())
    }
}

impl<F: NorFlash> Source for Reader<'_, F> {
    fn rewind(&mut self) -> Result<(), Error> {
        (self.chunks, self.left) = self.whole;
        (self.filled, self.read) = (0, 0);
        Ok(())
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        Reader::read(self, bytes)
    }
}
