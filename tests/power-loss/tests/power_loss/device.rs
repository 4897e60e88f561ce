//! A device that saves and restarts, and what it may find then.

use crate::flash::{Flash, Tear};
use embedded_storage::nor_flash::NorFlash;
use std::ops::{Add, AddAssign};
use thalweg::{
    Error,
    checkpoint::store::{Saved, Slot, Store},
};

/// Bodies of 256 bytes, 1 KiB and 9.3 KB: three pages each with its header, of 128, 512 and 4096 bytes.
pub(crate) const SMALL: usize = 256;
pub(crate) const MIDDLE: usize = 1024;
pub(crate) const LARGE: usize = 9523;
pub(crate) const PAGES: usize = 3;

/// Ways in which an operation is cut.
pub(crate) const TEARS: [Tear; 8] = [
    Tear::Bits(0),
    Tear::Bits(255),
    Tear::Bits(0x0F),
    Tear::Bits(0x55),
    Tear::Random(1),
    Tear::Random(2),
    Tear::Random(3),
    Tear::Random(4),
];

/// What was tried, and how often something was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) tried: u64,
    pub(crate) lost: u64,
}

impl Add for Count {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.tried += other.tried;
        self.lost += other.lost;
    }
}

/// What is saved, one after the other: different bodies of one length, among them one of zeros and one of ones.
pub(crate) fn bodies(length: usize) -> Vec<Vec<u8>> {
    let mut random = oorandom::Rand32::new(length as u64);
    let mut bodies: Vec<Vec<u8>> =
        (0..8).map(|_| (0..length).map(|_| random.rand_u32() as u8).collect()).collect();
    bodies[2].fill(0xFF);
    bodies[5].fill(0);
    bodies
}

/// Its flash, its slots, and the bodies that it saves, of which it knows the last that it has seen in the flash.
#[derive(Clone)]
pub(crate) struct Device<'a, const WORD: usize, const PAGE: usize> {
    pub(crate) flash: Flash<WORD, PAGE>,
    slots: Vec<Slot>,
    bodies: &'a [Vec<u8>],
    last: Option<usize>,
    saving: usize,
}

impl<'a, const WORD: usize, const PAGE: usize> Device<'a, WORD, PAGE> {
    /// One that has saved nothing, with as many slots of three pages.
    pub(crate) fn new(slots: usize, bodies: &'a [Vec<u8>], byte: u8) -> Self {
        let slot =
            |index| Slot { offset: (index * PAGES * PAGE) as u32, length: (PAGES * PAGE) as u32 };
        let flash = Flash::new(slots * PAGES, byte);
        Self { flash, slots: (0..slots).map(slot).collect(), bodies, last: None, saving: 0 }
    }

    /// Words and pages of a save.
    pub(crate) fn operations(&self) -> u64 {
        (PAGES + 32 / WORD + self.bodies[0].len().div_ceil(WORD)) as u64
    }

    /// Starts, and saves the next body.
    pub(crate) fn save(&mut self) -> Result<Saved, Error> {
        self.saving = (self.saving + 1) % self.bodies.len();
        let saved = save(&mut self.flash, &self.slots, &self.bodies[self.saving])?;
        self.last = Some(self.saving);
        Ok(saved)
    }

    /// The power fails in a save, and comes back: whether what the device then finds is the last body that it has seen
    /// in the flash, or the one that it was writing.
    pub(crate) fn survives(&mut self, operation: u64, tear: Tear) -> bool {
        self.flash.cut(operation, tear);
        assert!(self.save().is_err() && self.flash.is_off(), "no cut in operation {operation}");
        self.flash.restart();
        let Ok(found) = found(&mut self.flash, &self.slots, self.bodies) else { return false };
        assert_eq!(self.flash.operations(), 0, "to look for a checkpoint writes nothing");
        let right = found == self.last || found == Some(self.saving);
        self.last = found;
        right
    }

    /// Whether the next save succeeds, and is found.
    pub(crate) fn goes_on(&mut self) -> bool {
        let before = self.flash.operations();
        let saved = self.save().is_ok();
        assert!(!saved || self.flash.operations() - before == self.operations());
        saved && found(&mut self.flash, &self.slots, self.bodies) == Ok(Some(self.saving))
    }

    /// The generation of the newest checkpoint.
    pub(crate) fn generation(&mut self) -> Option<u32> {
        let store = Store::open(&mut self.flash, &self.slots).unwrap();
        store.newest().map(|newest| newest.generation)
    }
}

/// Saves a body in pieces that end anywhere.
pub(crate) fn save(flash: impl NorFlash, slots: &[Slot], body: &[u8]) -> Result<Saved, Error> {
    let mut store = Store::open(flash, slots)?;
    let mut writer = store.save(body.len() as u32)?;
    for piece in body.chunks(45) {
        writer.write(piece)?;
    }
    writer.finish()
}

/// Reads the newest checkpoint in pieces that end anywhere.
pub(crate) fn load(flash: impl NorFlash, slots: &[Slot]) -> Result<Option<Vec<u8>>, Error> {
    let mut store = Store::open(flash, slots)?;
    let Some(mut reader) = store.load() else { return Ok(None) };
    let mut body = vec![0; reader.left() as usize];
    for piece in body.chunks_mut(71) {
        reader.read(piece)?;
    }
    Ok(Some(body))
}

/// Which of the bodies is the newest checkpoint; an error if it is none of them.
fn found(flash: impl NorFlash, slots: &[Slot], bodies: &[Vec<u8>]) -> Result<Option<usize>, ()> {
    let Some(body) = load(flash, slots).map_err(|_| ())? else { return Ok(None) };
    bodies.iter().position(|known| *known == body).map(Some).ok_or(())
}
