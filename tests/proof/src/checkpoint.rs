//! The store for checkpoints, over flash that may hold, take and refuse anything.

use crate::opaque::{any, keep};
use embedded_storage::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};
use thalweg::checkpoint::{
    Sink, Source,
    store::{Slot, Store, Wear},
};

/// Flash of which nothing is known but the sizes of its words.
struct Anything<const READ: usize, const WRITE: usize, const PAGE: usize>;

fn outcome() -> Result<(), NorFlashErrorKind> {
    any(Ok(()))
}

impl<const READ: usize, const WRITE: usize, const PAGE: usize> ErrorType
    for Anything<READ, WRITE, PAGE>
{
    type Error = NorFlashErrorKind;
}

impl<const READ: usize, const WRITE: usize, const PAGE: usize> ReadNorFlash
    for Anything<READ, WRITE, PAGE>
{
    const READ_SIZE: usize = READ;

    fn read(&mut self, _: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            *byte = any(0);
        }
        outcome()
    }

    fn capacity(&self) -> usize {
        any(1 << 16)
    }
}

impl<const READ: usize, const WRITE: usize, const PAGE: usize> NorFlash
    for Anything<READ, WRITE, PAGE>
{
    const WRITE_SIZE: usize = WRITE;
    const ERASE_SIZE: usize = PAGE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        keep((from, to));
        outcome()
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        keep((offset, bytes.len()));
        outcome()
    }
}

#[inline(never)]
pub(crate) fn call() {
    save_and_load(Anything::<1, 1, 1>);
    save_and_load(Anything::<1, 4, 4096>);
    save_and_load(Anything::<4, 32, 0x2_0000>);
    save_and_load(Anything::<0, 0, 0>);
    let wear = Wear { erases_per_page: any(1), slots: any(2), saves_per_adaptation: any(1) };
    keep(wear.adaptations_per_day());
}

#[inline(never)]
fn save_and_load<F: NorFlash>(flash: F) {
    let slots: [Slot; 3] = Slot::ring(any(0), any(4096));
    keep(slots.map(Slot::room));
    let slots = any([any(slots), slots]);
    let slots = slots.as_flattened().get(..any(6)).unwrap_or_default();
    let Ok(mut store) = Store::open(flash, slots) else { return };
    keep((store.newest(), store.room()));
    if let Ok(mut writer) = store.save(any(4)) {
        let bytes = any([0; 100]);
        keep(writer.write(bytes.get(..any(4)).unwrap_or_default()));
        keep(writer.write(bytes.get(..any(4)).unwrap_or_default()));
        keep(Sink::write(&mut writer, bytes.get(..any(4)).unwrap_or_default()).is_ok());
        keep(writer.finish());
    }
    if let Some(mut reader) = store.load() {
        let mut bytes = any([0; 100]);
        keep(reader.read(bytes.get_mut(..any(4)).unwrap_or_default()));
        keep(reader.read(bytes.get_mut(..any(4)).unwrap_or_default()));
        keep(Source::rewind(&mut reader).is_ok());
        keep(Source::read(&mut reader, bytes.get_mut(..any(4)).unwrap_or_default()).is_ok());
        keep((reader.left(), bytes));
    }
    keep(store.clear());
    let _ = store.release();
}
