//! NOR flash in memory, for a host: to test with, and to make images of what a device would have saved.

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

/// NOR flash in memory: pages of 4 KiB, words of 4 bytes, as the emulated board has it.
#[derive(Debug)]
pub struct RamFlash<'b>(pub &'b mut [u8]);

impl RamFlash<'_> {
    fn from(&mut self, offset: u32) -> &mut [u8] {
        self.0.get_mut(offset as usize..).unwrap_or_default()
    }
}

impl ErrorType for RamFlash<'_> {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for RamFlash<'_> {
    const READ_SIZE: usize = 4;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        bytes.iter_mut().zip(self.from(offset)).for_each(|(byte, found)| *byte = *found);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for RamFlash<'_> {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 4096;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        self.from(from).iter_mut().take((to - from) as usize).for_each(|byte| *byte = 0xFF);
        Ok(())
    }

    /// Clears bits and sets none.
    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        self.from(offset).iter_mut().zip(bytes).for_each(|(old, new)| *old &= new);
        Ok(())
    }
}
