//! NOR flash in the board's RAM on the outside, which QEMU keeps in a file if it is asked to; otherwise it forgets.

use super::{
    map::MAP,
    registers::{read, write},
    words::{self, WORD},
};
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use thalweg_app::{SLOT, Slot};

/// NOR flash of pages of 4 KiB, written in words of 4 bytes.
pub(crate) struct Flash;

/// Where the first checkpoint lies.
pub(crate) const FIRST: u32 = 0;
/// How many there is room for: of the watch enough for ten adaptations a day.
pub(crate) const PLACES: usize = 20;
/// Those of the watch.
pub(crate) static SLOTS: [Slot; PLACES] = Slot::ring(FIRST, SLOT);

impl Flash {
    /// Its bytes.
    pub(crate) const SIZE: usize = 1 << 20;
}

impl ErrorType for Flash {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = WORD;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        words::fetch(place(offset), bytes);
        Ok(())
    }

    fn capacity(&self) -> usize {
        Self::SIZE
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = 4096;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        let erased = words::from(place(from)).take((to - from) as usize / WORD);
        erased.for_each(|address| write(address, !0));
        Ok(())
    }

    /// Clears bits and sets none, as such flash does.
    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        for (address, word) in words::of(place(offset), bytes) {
            write(address, read(address) & word);
        }
        Ok(())
    }
}

/// The address of what lies there.
const fn place(offset: u32) -> usize {
    MAP.flash + offset as usize
}
