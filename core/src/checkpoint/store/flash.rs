//! A driver's reads, writes and erases, whose errors say where.

use crate::Error;
use embedded_storage::nor_flash::{NorFlash, NorFlashError, NorFlashErrorKind};

/// Bytes that are read or written at a time, and those of a header.
pub(super) const CHUNK: usize = 32;

pub(super) fn read<F: NorFlash>(flash: &mut F, offset: u32, bytes: &mut [u8]) -> Result<(), Error> {
    flash.read(offset, bytes).map_err(|error| failed("read", offset, &error))
}

pub(super) fn write<F: NorFlash>(flash: &mut F, offset: u32, bytes: &[u8]) -> Result<(), Error> {
    flash.write(offset, bytes).map_err(|error| failed("write", offset, &error))
}

pub(super) fn erase<F: NorFlash>(flash: &mut F, offset: u32, length: u32) -> Result<(), Error> {
    let end = offset.wrapping_add(length);
    flash.erase(offset, end).map_err(|error| failed("erase", offset, &error))
}

fn failed(operation: &'static str, offset: u32, error: &impl NorFlashError) -> Error {
    let reason = match error.kind() {
        NorFlashErrorKind::NotAligned => "not aligned",
        NorFlashErrorKind::OutOfBounds => "out of bounds",
        _ => "the driver failed",
    };
    Error::Flash { operation, offset, reason }
}
