//! Where a checkpoint is written to, and read from.

use crate::{Error, error};

/// Takes the bytes of a checkpoint, one piece after the other: a buffer, a slot of a store, a serial line.
pub trait Sink {
    /// Takes the next bytes, all of them.
    ///
    /// # Errors
    /// It cannot.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error>;
}

/// Gives the bytes of a checkpoint, one piece after the other, and again from the first on.
pub trait Source {
    /// The next byte is the first again. A checkpoint is read three times: for its checksum, to look whether it fits,
    /// and to load it.
    ///
    /// # Errors
    /// It cannot.
    fn rewind(&mut self) -> Result<(), Error>;

    /// Fills `bytes` with the next ones.
    ///
    /// # Errors
    /// There are fewer, or they cannot be read.
    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// A checkpoint that is written into memory.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Buffer<'b> {
    bytes: &'b mut [u8],
    length: usize,
}

impl<'b> Buffer<'b> {
    /// From the first of these bytes on.
    pub const fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    /// What was written so far.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Sink for Buffer<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let end = self.length.saturating_add(bytes.len());
        error::capacity("buffer", end, self.bytes.len())?;
        let places = self.bytes.iter_mut().skip(self.length);
        places.zip(bytes).for_each(|(place, byte)| *place = *byte);
        self.length = end;
        Ok(())
    }
}

/// A checkpoint that lies in memory.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Bytes<'b> {
    all: &'b [u8],
    rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    /// These bytes; what comes behind the checkpoint is not looked at.
    #[must_use]
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { all: bytes, rest: bytes }
    }
}

impl Source for Bytes<'_> {
    fn rewind(&mut self) -> Result<(), Error> {
        self.rest = self.all;
        Ok(())
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        let Some((next, rest)) = self.rest.split_at_checked(bytes.len()) else {
            return error::capacity("the rest of the checkpoint", bytes.len(), self.rest.len());
        };
        bytes.iter_mut().zip(next).for_each(|(byte, next)| *byte = *next);
        self.rest = rest;
        Ok(())
    }
}
