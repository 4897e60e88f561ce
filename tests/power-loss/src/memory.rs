//! NOR flash in memory: bytes without the rules of flash, as fast as can be.

use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use std::convert::Infallible;

/// Bytes that are written in words of `WRITE`, and erased in pages of `ERASE`.
#[derive(Clone, Debug)]
pub struct Memory<const WRITE: usize, const ERASE: usize>(pub Vec<u8>);

impl<const WRITE: usize, const ERASE: usize> Memory<WRITE, ERASE> {
    /// So many bytes, erased.
    #[must_use]
    pub fn erased(length: usize) -> Self {
        Self(vec![0xFF; length])
    }
}

impl<const WRITE: usize, const ERASE: usize> ErrorType for Memory<WRITE, ERASE> {
    type Error = Infallible;
}

impl<const WRITE: usize, const ERASE: usize> ReadNorFlash for Memory<WRITE, ERASE> {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&self.0[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl<const WRITE: usize, const ERASE: usize> NorFlash for Memory<WRITE, ERASE> {
    const WRITE_SIZE: usize = WRITE;
    const ERASE_SIZE: usize = ERASE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Infallible> {
        self.0[from as usize..to as usize].fill(0xFF);
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Infallible> {
        self.0[offset as usize..][..bytes.len()].copy_from_slice(bytes);
        Ok(())
    }
}
