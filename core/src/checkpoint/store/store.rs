//! The slots, and which of them holds the newest checkpoint.

use super::{
    chunks::{self, Chunks},
    flash,
    header::{BLANK, Header, newer},
    reader::Reader,
    slot::{self, Slot},
    writer::Writer,
};
use crate::{Error, error, numbered::numbered};
use embedded_storage::nor_flash::NorFlash;

/// Checkpoints in slots of NOR flash: [the module](super) says how they lie there, and has an example.
///
/// It owns its driver, or a `&mut` to one. Nobody else may write into the slots while it is open.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Store<'a, F> {
    pub(super) flash: F,
    slots: &'a [Slot],
    pub(super) newest: Option<Saved>,
    /// The slot that was written last, whether or not that succeeded.
    tried: usize,
    /// The highest generation that was ever written or found.
    highest: u32,
}

/// A checkpoint that is in the flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Saved {
    /// In which of the slots, counted from 0.
    pub slot: usize,
    /// The how many-eth it is, counted from 1 and around 2³². A save that failed leaves one out.
    pub generation: u32,
    /// Its bytes.
    pub length: u32,
}

impl<'a, F: NorFlash> Store<'a, F> {
    /// Looks for the newest valid checkpoint. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Count`] for fewer than two slots or for a driver with other sizes than the module names; [`Error::Slot`]
    /// for one that is not made of whole pages, has no room, is not in the flash or overlaps one before it. A slot
    /// that cannot be read is no error: it holds no checkpoint.
    ///
    /// ```
    /// use thalweg::checkpoint::store::{Slot, Store};
    #[doc = include_str!("example_flash.md")]
    /// # fn main() -> Result<(), thalweg::Error> {
    /// const PAGE: u32 = 1024; // of this flash
    /// let error = Store::open(Flash::new(), &[Slot { offset: 0, length: 100 }; 2]).err().unwrap();
    /// assert_eq!(error.to_string(), "slots[0].length is 100; allowed: a multiple of the erase size, 1024");
    /// let slots = [Slot { offset: 0, length: 2 * PAGE }, Slot { offset: PAGE, length: PAGE }];
    /// let error = Store::open(Flash::new(), &slots).err().unwrap();
    /// assert_eq!(error.to_string(), "slots[1].offset is 1024; allowed: outside of slot 0");
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(flash: F, slots: &'a [Slot]) -> Result<Self, Error> {
        slot::check(&flash, slots)?;
        let tried = slots.len().saturating_sub(1);
        let mut store = Self { flash, slots, newest: None, tried, highest: 0 };
        store.find();
        Ok(store)
    }

    /// Begins with the slot whose header is the newest, so that as a rule one body alone is read.
    fn find(&mut self) {
        let mut start = 0;
        let mut highest = None;
        for (index, slot) in numbered(self.slots) {
            let Some(header) = header(&mut self.flash, *slot) else { continue };
            if highest.is_none_or(|highest| newer(header.generation, highest)) {
                (start, highest) = (index, Some(header.generation));
            }
        }
        let Some(highest) = highest else { return };
        self.highest = highest;
        for (index, slot) in ring(self.slots, start) {
            let Some(header) = header(&mut self.flash, *slot) else { continue };
            let Header { generation, length, .. } = header;
            let better = self.newest.is_none_or(|newest| newer(generation, newest.generation));
            if better && chunks::holds(&mut self.flash, *slot, header) {
                self.newest = Some(Saved { slot: index, generation, length });
                self.tried = index;
            }
        }
    }

    /// The newest checkpoint; `None` if there is none yet, or none is whole.
    #[must_use]
    pub const fn newest(&self) -> Option<Saved> {
        self.newest
    }

    /// The longest checkpoint that every slot has room for, in bytes.
    #[must_use]
    pub fn room(&self) -> u32 {
        self.slots.iter().map(|slot| slot.room()).min().unwrap_or(0)
    }

    /// Begins a checkpoint of `length` bytes: erases the slot after the one that was written last.
    ///
    /// The newest checkpoint stays where it is. The slots take turns; if the flash fails in one, the next save takes the one after it.
    ///
    /// # Errors
    /// [`Error::Capacity`] if it is longer than [`room`](Self::room), and nothing is erased then; [`Error::Flash`] if the
    /// driver cannot erase.
    ///
    /// ```
    /// use thalweg::checkpoint::store::{Slot, Store};
    #[doc = include_str!("example_flash.md")]
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let slots: [Slot; 3] = Slot::ring(0, 1024);
    /// let mut store = Store::open(Flash::new(), &slots)?;
    /// for generation in 1..=4 {
    ///     let mut writer = store.save(5)?;
    ///     writer.write(b"he")?;
    ///     writer.write(b"llo")?;
    ///     let saved = writer.finish()?;
    ///     assert_eq!(saved.generation, generation);
    ///     assert_eq!(saved.slot, [0, 1, 2, 0][generation as usize - 1]);
    /// }
    /// let mut writer = store.save(100)?;
    /// writer.write(b"the battery is empty")?;
    /// drop(writer);
    /// let error = store.save(993).err().unwrap().to_string();
    /// assert_eq!(error, "a slot: room for 992; needed: at least 993");
    /// let store = Store::open(store.release(), &slots)?;
    /// assert_eq!(store.newest().unwrap().generation, 4);
    /// # Ok(())
    /// # }
    /// ```
    pub fn save(&mut self, length: u32) -> Result<Writer<'_, 'a, F>, Error> {
        error::capacity("a slot", length as usize, self.room() as usize)?;
        let newest = self.newest.map(|newest| newest.slot);
        let mut others = ring(self.slots, self.tried.wrapping_add(1));
        let other = others.find(|(index, _)| Some(*index) != newest);
        let (index, slot) = other.ok_or(slot::too_few(self.slots))?;
        self.tried = index;
        self.highest = self.highest.wrapping_add(1);
        flash::erase(&mut self.flash, slot.offset, slot.length)?;
        let saved = Saved { slot: index, generation: self.highest, length };
        Ok(Writer::new(self, *slot, saved))
    }

    /// Reads the newest checkpoint; `None` if there is none.
    ///
    /// ```
    /// use thalweg::checkpoint::store::{Slot, Store};
    #[doc = include_str!("example_flash.md")]
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let slots: [Slot; 2] = Slot::ring(0, 1024);
    /// let mut store = Store::open(Flash::new(), &slots)?;
    /// let mut writer = store.save(5)?;
    /// writer.write(b"hello")?;
    /// writer.finish()?;
    /// let mut reader = store.load().unwrap();
    /// let (mut first, mut rest) = ([0; 2], [0; 3]);
    /// reader.read(&mut first)?;
    /// assert_eq!(reader.left(), 3);
    /// reader.read(&mut rest)?;
    /// assert_eq!((&first, &rest), (b"he", b"llo"));
    /// let error = reader.read(&mut first).unwrap_err().to_string();
    /// assert_eq!(error, "the rest of the checkpoint: room for 0; needed: at least 2");
    /// # Ok(())
    /// # }
    /// ```
    pub fn load(&mut self) -> Option<Reader<'_, F>> {
        let Saved { slot, length, .. } = self.newest?;
        let chunks = Chunks::new(*self.slots.get(slot)?, length);
        Some(Reader::new(&mut self.flash, chunks, length))
    }

    /// Forgets all checkpoints: erases every slot, that of the newest last, so that a power cut brings back no older one.
    ///
    /// # Errors
    /// [`Error::Flash`] if the driver cannot erase; the newest checkpoint is then as it was, unless it is its slot that
    /// failed.
    ///
    /// ```
    /// use thalweg::checkpoint::store::{Slot, Store};
    #[doc = include_str!("example_flash.md")]
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let slots: [Slot; 2] = Slot::ring(0, 1024);
    /// let mut store = Store::open(Flash::new(), &slots)?;
    /// store.save(0)?.finish()?;
    /// store.clear()?;
    /// assert!(store.load().is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn clear(&mut self) -> Result<(), Error> {
        let after = self.newest.map_or(0, |newest| newest.slot.wrapping_add(1));
        for (_, slot) in ring(self.slots, after) {
            flash::erase(&mut self.flash, slot.offset, slot.length)?;
        }
        self.newest = None;
        Ok(())
    }

    /// The driver, for other uses.
    pub fn release(self) -> F {
        self.flash
    }
}

/// Every slot once with its index, from one on and around.
fn ring(slots: &[Slot], from: usize) -> impl Iterator<Item = (usize, &Slot)> {
    let all = || numbered(slots);
    all().skip(from).chain(all().take(from))
}

/// The header in a slot, if it has one that can be read.
fn header<F: NorFlash>(flash: &mut F, slot: Slot) -> Option<Header> {
    let mut bytes = BLANK;
    flash::read(flash, slot.offset, bytes.as_flattened_mut()).ok()?;
    Header::decode(&bytes)
}
