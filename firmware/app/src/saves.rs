//! What is saved, when, and what is found when the power comes back.

use embedded_storage::nor_flash::NorFlash;
use thalweg::{
    Error,
    checkpoint::{
        self, Checkpoint, CheckpointError, Identity, MaxLength,
        store::{Slot, Store},
    },
};
use thalweg_tasks::Keeps;
use thalweg_watch::{PARAMETERS, Room, Session, wire::Stranger};

/// A checkpoint is saved when labels have arrived, when a fine-tuning begins, every so many steps of it, and at its end.
pub const SAVED_EVERY: u32 = 20;
/// The most of a training of a smaller task, but for its beginning and its end: of the longest, 1,680 steps, 83 more would take
/// longer than the steps themselves, and wear the flash out at one training a day.
const MOST_SAVES: u32 = 16;

/// How many steps of a smaller task's training there are from one save to the next.
#[must_use]
pub const fn saved_every(steps: u32) -> u32 {
    let least = steps.div_ceil(MOST_SAVES);
    if least > SAVED_EVERY { least } else { SAVED_EVERY }
}
/// Room for one checkpoint of the watch in flash: five pages of 4 KiB.
pub const SLOT: u32 = 5 * 4096;
/// Bytes of the longest checkpoint of the watch.
pub const LONGEST: u32 = checkpoint::max_length::<Session<'static, [f32; PARAMETERS]>>();
const _: () =
    assert!(slot::<Session<'static, [f32; PARAMETERS]>>(4096) == SLOT, "as few pages as it takes");
/// What the store writes before a checkpoint.
const HEADER: u32 = 32;

/// Room for one checkpoint in flash, of pages of so many bytes.
#[must_use]
pub const fn slot<C: MaxLength>(page: usize) -> u32 {
    (checkpoint::max_length::<C>() + HEADER).next_multiple_of(page as u32)
}

/// What a device goes on with when the power comes back.
pub(crate) trait Resumable: Checkpoint {
    /// What a checkpoint must be of.
    fn identity(&self) -> Identity;

    /// The next step of its training.
    fn step(&self) -> u32;
}

impl<S: Room> Resumable for Session<'_, S> {
    fn identity(&self) -> Identity {
        self.watch.identity()
    }

    fn step(&self) -> u32 {
        self.watch.steps().0
    }
}

impl Resumable for dyn Keeps + '_ {
    fn identity(&self) -> Identity {
        Keeps::identity(self)
    }

    fn step(&self) -> u32 {
        let [step, _] = self.steps();
        step
    }
}

/// The checkpoints of a device.
#[derive(Debug)]
pub(crate) struct Saves<'a, F> {
    store: Store<'a, F>,
    slots: &'a [Slot],
    resumed: Option<u32>,
    stranger: Option<Stranger>,
}

impl<'a, F: NorFlash> Saves<'a, F> {
    /// Goes on with what was saved last, if it was by one such as this, of which slots have room for `longest` bytes.
    pub(crate) fn resume<C: Resumable + ?Sized>(
        flash: F,
        slots: &'a [Slot],
        longest: u32,
        resumes: &mut C,
    ) -> Result<Self, Error> {
        if let Some((index, short)) = (0..).zip(slots).find(|(_, slot)| slot.room() < longest) {
            let (field, value, allowed) = ("length", short.length, "for what is saved, at least");
            return Err(Error::Slot { index, field, value, allowed, bound: longest + HEADER });
        }
        let mut store = Store::open(flash, slots)?;
        let identity = resumes.identity();
        let loaded =
            store.load().map(|mut reader| checkpoint::load(resumes, identity, &mut reader));
        let resumed = matches!(loaded, Some(Ok(()))).then(|| resumes.step());
        let stranger = loaded.and_then(Result::err).map(|error| match error {
            CheckpointError::Model { .. } => Stranger::Model,
            CheckpointError::Recipe { .. } => Stranger::Settings,
            _ => Stranger::Other,
        });
        Ok(Self { store, slots, resumed, stranger })
    }

    /// Whether anything is saved: not over what another firmware has left, until its owner forgets it.
    pub(crate) const fn can(&self) -> bool {
        self.stranger.is_none()
    }

    /// Saves; the how many-eth it was, or `None` if the flash failed.
    #[inline(never)]
    pub(crate) fn save<C: Resumable + ?Sized>(&mut self, resumes: &C) -> Option<u32> {
        let mut writer = self.store.save(checkpoint::length(resumes)).ok()?;
        checkpoint::save(resumes, resumes.identity(), &mut writer).ok()?;
        Some(writer.finish().ok()?.generation)
    }

    /// Forgets all that was saved; whether the flash could be erased.
    pub(crate) fn clear(&mut self) -> bool {
        let cleared = self.store.clear().is_ok();
        if cleared {
            (self.resumed, self.stranger) = (None, None);
        }
        cleared
    }

    /// The same, unless there is nothing: somebody new begins, and mostly on flash that is empty.
    #[inline(never)]
    pub(crate) fn forget(&mut self) -> bool {
        let nothing = self.store.newest().is_none() && self.stranger.is_none();
        nothing || self.clear()
    }

    pub(crate) const fn resumed(&self) -> Option<u32> {
        self.resumed
    }

    pub(crate) const fn stranger(&self) -> Option<Stranger> {
        self.stranger
    }

    pub(crate) fn generation(&self) -> u32 {
        self.store.newest().map_or(0, |newest| newest.generation)
    }

    pub(crate) fn slots(&self) -> u16 {
        self.slots.len() as u16
    }
}
