//! The flash of the emulated device as bytes, which the host writes and reads.

use anyhow::{Context, Result};
use thalweg::checkpoint::{
    self,
    store::{Slot, Store},
};
use thalweg_app::{RamFlash, SLOT};
use thalweg_watch::{PRETRAINED, Plan, Session, Settings, recordings, wire::Command};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// As many slots as the device has.
static SLOTS: [Slot; 20] = Slot::ring(0, SLOT);
/// Bytes of the flash that it uses.
pub(crate) const LENGTH: usize = SLOTS.len() * SLOT as usize;

/// The flash of a device that has learnt all labels, was tested, and has done so many steps. The host writes it, to the
/// byte as the device would.
pub(crate) fn of_a_device_that_trains(steps: u32) -> Result<Vec<u8>> {
    Ok(of_a_device_that_was_told(Vec::new(), steps)?.0)
}

/// The same of a device that was told something before; and the hash of the parameters that it will land on.
pub(crate) fn of_a_device_that_was_told(told: Vec<Command>, steps: u32) -> Result<(Vec<u8>, u64)> {
    let person = dataset::load(NEW_PERSON)?;
    let mut session = Session::new(&PRETRAINED, Settings::DEFAULT)?;
    let tuning = recordings::tuning(&person, &Plan::DEFAULT);
    let testing = recordings::testing(&person, &Plan::DEFAULT);
    for command in [told, tuning, testing, vec![Command::Adapt]].concat() {
        session.handle(&command).map_err(|why| anyhow::anyhow!("{why}"))?;
    }
    for _ in 0..steps {
        session.watch.step()?;
    }
    let mut image = vec![0; LENGTH];
    let mut store = Store::open(RamFlash(&mut image), &SLOTS)?;
    let mut writer = store.save(checkpoint::length(&session))?;
    checkpoint::save(&session, session.watch.identity(), &mut writer)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    writer.finish().context("the image cannot be written")?;
    while session.watch.trains() {
        session.watch.step()?;
    }
    Ok((image, session.watch.parameters_hash()))
}

/// Whether a slot has been erased or written, and holds no checkpoint: the power failed within a save.
pub(super) fn has_a_torn_slot(image: &[u8]) -> bool {
    let torn = |slot: &[u8]| {
        let never_used = slot.iter().all(|&byte| byte == 0);
        !never_used && !slot.starts_with(b"TWCK")
    };
    image.chunks(SLOT as usize).any(torn)
}
