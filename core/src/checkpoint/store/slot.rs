//! Where one checkpoint lies in flash, and what a driver and a list of slots must fulfil.

use super::flash::CHUNK;
use crate::{Error, error::check, numbered::numbered};
use embedded_storage::nor_flash::NorFlash;

/// Room for one checkpoint in flash, which is erased as a whole.
///
/// ```
/// use thalweg::checkpoint::store::Slot;
/// const SLOTS: [Slot; 3] = Slot::ring(0x7_0000, 0x3000); // three of three pages of 4 KiB
/// assert_eq!(SLOTS[1], Slot { offset: 0x7_3000, length: 0x3000 });
/// assert_eq!(SLOTS[1].room(), 12_256);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Slot {
    /// Its first byte, counted as the driver does; a multiple of the driver's `ERASE_SIZE`.
    pub offset: u32,
    /// Its bytes; a multiple of the driver's `ERASE_SIZE`, above 32.
    pub length: u32,
}

impl Slot {
    /// Slots of `length` bytes one after the other, from `offset` on. What lies beyond 2³² is refused by
    /// [`Store::open`](super::Store::open).
    #[must_use]
    pub const fn ring<const N: usize>(offset: u32, length: u32) -> [Self; N] {
        let mut slots = [Self { offset, length }; N];
        let mut rest = slots.as_mut_slice();
        let mut offset = offset;
        while let [slot, later @ ..] = rest {
            slot.offset = offset;
            offset = offset.saturating_add(length);
            rest = later;
        }
        slots
    }

    /// Bytes of a checkpoint that it has room for: its own but for the header's 32.
    #[must_use]
    pub const fn room(self) -> u32 {
        self.length.saturating_sub(CHUNK as u32)
    }

    /// Where the body begins.
    pub(super) const fn body(self) -> u32 {
        self.offset.wrapping_add(CHUNK as u32)
    }

    /// Beyond its last byte.
    const fn end(self) -> u64 {
        self.offset as u64 + self.length as u64
    }

    const fn overlaps(self, other: Self) -> bool {
        (self.offset as u64) < other.end() && (other.offset as u64) < self.end()
    }

    /// It is made of whole pages in the flash, and has room for a body.
    fn check<F: NorFlash>(self, flash: &F, index: usize) -> Result<(), Error> {
        let page = F::ERASE_SIZE as u32;
        let refuse =
            |field, value, allowed, bound| Err(Error::Slot { index, field, value, allowed, bound });
        for (field, value) in [("offset", self.offset), ("length", self.length)] {
            if !value.is_multiple_of(page) {
                return refuse(field, value, "a multiple of the erase size,", page);
            }
        }
        if self.room() == 0 {
            return refuse("length", self.length, "above the header's", CHUNK as u32);
        }
        let capacity = u32::try_from(flash.capacity()).unwrap_or(u32::MAX);
        if self.end() > u64::from(capacity) {
            return refuse("offset", self.offset, "so that it ends by the flash's", capacity);
        }
        Ok(())
    }
}

/// The driver is one that the store can use, and the slots are at least two places of their own in its flash.
pub(super) fn check<F: NorFlash>(flash: &F, slots: &[Slot]) -> Result<(), Error> {
    driver::<F>()?;
    if slots.len() < 2 {
        return Err(too_few(slots));
    }
    for (index, slot) in numbered(slots) {
        slot.check(flash, index)?;
        let mut earlier = numbered(slots).take(index);
        if let Some((other, _)) = earlier.find(|(_, other)| other.overlaps(*slot)) {
            let (field, value, allowed) = ("offset", slot.offset, "outside of slot");
            return Err(Error::Slot { index, field, value, allowed, bound: other as u32 });
        }
    }
    Ok(())
}

pub(super) const fn too_few(slots: &[Slot]) -> Error {
    Error::Count { field: "slots", value: slots.len() as u32, allowed: "at least 2" }
}

/// Its words fit into a chunk, and its pages are made of words.
const fn driver<F: NorFlash>() -> Result<(), Error> {
    const ALLOWED: &str = "1, 2, 4, 8, 16 or 32";
    check!(word("READ_SIZE", F::READ_SIZE, ALLOWED));
    check!(word("WRITE_SIZE", F::WRITE_SIZE, ALLOWED));
    let (read, write) = (F::READ_SIZE, F::WRITE_SIZE);
    let page = F::ERASE_SIZE;
    if page == 0 || !page.is_multiple_of(read) || !page.is_multiple_of(write) {
        let allowed = "a multiple of the driver's READ_SIZE and WRITE_SIZE";
        return Err(Error::Count { field: "ERASE_SIZE", value: page as u32, allowed });
    }
    Ok(())
}

const fn word(field: &'static str, size: usize, allowed: &'static str) -> Result<(), Error> {
    if size <= CHUNK && size.is_power_of_two() {
        Ok(())
    } else {
        Err(Error::Count { field, value: size as u32, allowed })
    }
}
