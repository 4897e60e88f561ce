//! The flash of an nRF51822 behind its program, by its controller: register offsets of Nordic's nRF51 Series Reference Manual
//! 3.0, chapter 7. The processor stands still while it is written or erased.

use super::{
    registers::{read, write},
    words::{self, WORD},
};
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};

/// NOR flash of pages of 1 KiB, written in words of 4 bytes.
pub(crate) struct Flash;

/// Where the first checkpoint lies: behind what `memory/microbit.x` leaves to the program.
pub(crate) const FIRST: u32 = 0x2_8000;
/// How many there is room for.
pub(crate) const PLACES: usize = 16;

impl Flash {
    /// Its bytes, the program's among them.
    pub(crate) const SIZE: usize = 256 << 10;
}

const NVMC: usize = 0x4001_E000;
const READY: usize = NVMC + 0x400;
const CONFIG: usize = NVMC + 0x504;
const ERASE_PAGE: usize = NVMC + 0x508;
const READ_ONLY: u32 = 0;
const WRITES: u32 = 1;
const ERASES: u32 = 2;

/// Does something that the controller allows only if it is told.
fn allowed(what: u32, mut work: impl FnMut()) {
    write(CONFIG, what);
    work();
    write(CONFIG, READ_ONLY);
}

/// Writes, and waits until that is done.
fn write_and_wait(address: usize, value: u32) {
    write(address, value);
    while read(READY) & 1 == 0 {}
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = WORD;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        words::fetch(offset as usize, bytes);
        Ok(())
    }

    fn capacity(&self) -> usize {
        Self::SIZE
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        allowed(ERASES, || {
            (from..to).step_by(Self::ERASE_SIZE).for_each(|page| write_and_wait(ERASE_PAGE, page));
        });
        Ok(())
    }

    /// Clears bits and sets none.
    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        allowed(WRITES, || {
            for (address, word) in words::of(offset as usize, bytes) {
                write_and_wait(address, word);
            }
        });
        Ok(())
    }
}
