//! The store for checkpoints over four slots: `part_store.open`, `part_store.save`, `part_store.load`.
//!
//! Its driver takes a few instructions: words of 4 bytes in pages of 4 KiB of memory that is lent.

use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use thalweg::checkpoint::store::{Slot, Store};

/// Memory as flash.
struct Memory(&'static mut [u8]);

impl Memory {
    fn place(&mut self, offset: u32, length: usize) -> Result<&mut [u8], NorFlashErrorKind> {
        let place = self.0.get_mut(offset as usize..).and_then(|rest| rest.get_mut(..length));
        place.ok_or(NorFlashErrorKind::OutOfBounds)
    }
}

impl ErrorType for Memory {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Memory {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        let length = bytes.len();
        bytes.copy_from_slice(self.place(offset, length)?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for Memory {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 4096;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        self.place(from, to.saturating_sub(from) as usize)?.fill(0xFF);
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        self.place(offset, bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }
}

const SLOTS: [Slot; 4] = Slot::ring(0, 0x3000);

#[allow(unsafe_code)] // exported names, all different
const _: () = {
    #[unsafe(export_name = "part_store.open")]
    fn open(place: &mut Option<Store<'static, Memory>>, memory: &'static mut [u8]) -> bool {
        *place = Store::open(Memory(memory), &SLOTS).ok();
        place.is_some()
    }

    #[unsafe(export_name = "part_store.save")]
    fn save(store: &mut Store<'static, Memory>, first: &[u8], second: &[u8]) -> bool {
        let Ok(mut writer) = store.save(first.len().saturating_add(second.len()) as u32) else {
            return false;
        };
        writer.write(first).is_ok() && writer.write(second).is_ok() && writer.finish().is_ok()
    }

    #[unsafe(export_name = "part_store.load")]
    fn load(store: &mut Store<'static, Memory>, first: &mut [u8], second: &mut [u8]) -> bool {
        let Some(mut reader) = store.load() else { return false };
        reader.read(first).is_ok() && reader.read(second).is_ok()
    }
};
