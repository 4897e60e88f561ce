//! What is saved, when, and what is found when the power comes back.

use embedded_storage::nor_flash::NorFlash;
use thalweg::{
    Error,
    checkpoint::{
        self, CheckpointError,
        store::{Slot, Store},
    },
};
use thalweg_watch::{PARAMETERS, Room, Session, wire::Stranger};

/// A checkpoint is saved when labels have arrived, when a fine-tuning begins, every so many steps of it, and at its end.
pub const SAVED_EVERY: u32 = 20;
/// Room for one checkpoint in flash: five pages of 4 KiB.
pub const SLOT: u32 = 5 * 4096;
/// Bytes of the longest checkpoint.
pub const LONGEST: u32 = checkpoint::max_length::<Session<'static, [f32; PARAMETERS]>>();
const _: () =
    assert!(LONGEST + 32 <= SLOT, "the longest checkpoint and the store's header fit into a slot");

/// The checkpoints of a device.
#[derive(Debug)]
pub(crate) struct Saves<'a, F> {
    store: Store<'a, F>,
    slots: &'a [Slot],
    resumed: Option<u32>,
    stranger: Option<Stranger>,
}

impl<'a, F: NorFlash> Saves<'a, F> {
    /// Goes on with what was saved last, if it was by a session such as this.
    pub(crate) fn resume<S: Room>(
        flash: F,
        slots: &'a [Slot],
        session: &mut Session<'_, S>,
    ) -> Result<Self, Error> {
        if let Some((index, short)) = (0..).zip(slots).find(|(_, slot)| slot.length < SLOT) {
            let (field, value, allowed) = ("length", short.length, "for this watch, at least");
            return Err(Error::Slot { index, field, value, allowed, bound: SLOT });
        }
        let mut store = Store::open(flash, slots)?;
        let identity = session.watch.identity();
        let loaded =
            store.load().map(|mut reader| checkpoint::load(session, identity, &mut reader));
        let resumed = matches!(loaded, Some(Ok(()))).then(|| session.watch.steps().0);
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

    /// Saves a session; the how many-eth it was, or `None` if the flash failed.
    #[inline(never)]
    pub(crate) fn save<S: Room>(&mut self, session: &Session<'_, S>) -> Option<u32> {
        let mut writer = self.store.save(checkpoint::length(session)).ok()?;
        checkpoint::save(session, session.watch.identity(), &mut writer).ok()?;
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
