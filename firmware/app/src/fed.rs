//! Flash that is erased page by page, and the watchdog is fed before each: an erase of many would outlast it, and keep
//! interrupts away as long.

use crate::Board;
use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};

/// Flash whose erases feed the watchdog.
#[derive(Debug)]
pub(crate) struct Fed<'b, F, B> {
    pub(crate) flash: F,
    pub(crate) board: &'b B,
}

impl<F: ErrorType, B> ErrorType for Fed<'_, F, B> {
    type Error = F::Error;
}

impl<F: ReadNorFlash, B> ReadNorFlash for Fed<'_, F, B> {
    const READ_SIZE: usize = F::READ_SIZE;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), F::Error> {
        self.flash.read(offset, bytes)
    }

    fn capacity(&self) -> usize {
        self.flash.capacity()
    }
}

impl<F: NorFlash, B: Board> NorFlash for Fed<'_, F, B> {
    const WRITE_SIZE: usize = F::WRITE_SIZE;
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), F::Error> {
        for page in (from..to).step_by(Self::ERASE_SIZE) {
            self.board.feed();
            self.flash.erase(page, to.min(page.saturating_add(Self::ERASE_SIZE as u32)))?;
        }
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), F::Error> {
        self.flash.write(offset, bytes)
    }
}
