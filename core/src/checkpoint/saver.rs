//! What a checkpoint is written with.

use super::{CheckpointError, Sink, Tag};
use crate::{Error, checksum::Checksum};
use core::fmt;

/// What the parts of a checkpoint write themselves with, one section after the other.
pub struct Saver<'s> {
    sink: &'s mut dyn Sink,
    checksum: Checksum,
    written: u32,
    section: &'static str,
}

impl<'s> Saver<'s> {
    /// Bytes that stand before the body of a section.
    pub const HEAD: u32 = 8;

    pub(super) const fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, checksum: Checksum::NONE, written: 0, section: "" }
    }

    /// Begins a section whose body has `length` bytes.
    ///
    /// # Errors
    /// The bytes cannot be written.
    pub fn section(&mut self, tag: Tag, length: u32) -> Result<(), CheckpointError> {
        self.section = tag.name;
        self.write(&tag.number.to_le_bytes())?;
        self.write(&length.to_le_bytes())
    }

    /// Writes the next bytes of the body.
    ///
    /// # Errors
    /// The bytes cannot be written.
    #[inline(never)] // once in flash, whatever the type of a value
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        self.checksum.update(bytes);
        self.written = self.written.saturating_add(bytes.len() as u32);
        self.sink.write(bytes).map_err(CheckpointError::Medium)
    }

    /// What is wrong with a value of this section.
    pub const fn refuse(&self, error: Error) -> CheckpointError {
        CheckpointError::Value { section: self.section, error }
    }

    pub(super) const fn written(&self) -> u32 {
        self.written
    }

    pub(super) const fn checksum(&self) -> u32 {
        self.checksum.value()
    }
}

impl fmt::Debug for Saver<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saver")
            .field("section", &self.section)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
