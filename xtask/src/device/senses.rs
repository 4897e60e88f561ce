//! A device that listens to a sensor on its board, also while it trains.

use super::{BOARD, Conversation, Device, Flash, PATIENCE, build, folder};
use anyhow::{Result, ensure};
use thalweg_watch::{
    Exercise,
    wire::{BATCH, Command, Purpose, Reply, Status},
};
use thalweg_watch_study::dataset::{self, NEW_PERSON};

/// Samples that are learnt: as many windows as in the main job, and so as many steps.
const LEARNT: u16 = 1825;
/// Samples that the emulated sensor knows.
const RECORDED: usize = 600;
/// More than are measured in a training.
const TESTED: u16 = 2000;
const EXERCISE: Exercise = Exercise::UprightRow;

/// What became of it.
#[derive(Debug)]
pub struct Sensing {
    /// Samples that were taken while it trained, or just before or behind it, and those that were lost.
    pub meanwhile: (u32, u32),
    /// How things stood then.
    pub status: Status,
    /// How they stood with a device that was told the same samples by the host, and had no sensor.
    pub told: Status,
}

/// Lets an emulated device learn from its sensor, and train while it goes on to listen; and another, of which the host
/// tells the samples.
pub fn senses() -> Result<Sensing> {
    let flash = Flash::blank(&folder().join("senses.img"))?;
    let mut device = Device::start(BOARD, &build("senses")?, &flash)?;
    let mut talk = Conversation::begin(&mut device.line, PATIENCE)?.0;
    let learnt = talk.sense(Purpose::Tune, EXERCISE, LEARNT, |_| {})?;
    ensure!(learnt == (LEARNT.into(), 0), "of {LEARNT} samples (taken, lost): {learnt:?}");
    let purpose = Purpose::Test;
    talk.carry_out(vec![
        Command::Sense { purpose, exercise: EXERCISE, samples: TESTED },
        Command::Adapt,
    ])?;
    talk.wait_for_training(|_| {})?;
    let meanwhile = talk.stop_sensing(purpose, EXERCISE)?;
    let status = talk.status()?;
    Ok(Sensing { meanwhile, status, told: told()? })
}

/// The same samples from the host, to a device without a sensor, which says so.
fn told() -> Result<Status> {
    let person = dataset::load(NEW_PERSON)?;
    let row = person.iter().find(|recording| recording.exercise == EXERCISE);
    let recorded = row.map_or(&[][..], |row| &row.samples[..RECORDED]);
    let samples: Vec<_> = recorded.iter().copied().cycle().take(LEARNT.into()).collect();
    let flash = Flash::blank(&folder().join("told.img"))?;
    let mut device = Device::start(BOARD, &build("watch")?, &flash)?;
    let mut talk = Conversation::begin(&mut device.line, PATIENCE)?.0;
    let (purpose, exercise) = (Purpose::Tune, EXERCISE);
    let refused = talk.sense(purpose, exercise, LEARNT, |_| {}).err().map(|why| why.to_string());
    let expected = "no sensor on the board answers";
    ensure!(refused.as_ref().is_some_and(|why| why.contains(expected)), "refused: {refused:?}");
    let samples =
        samples.chunks(BATCH).map(|batch| Command::Samples(batch.iter().copied().collect()));
    let recording = [Command::Recording { purpose, exercise }];
    talk.carry_out(recording.into_iter().chain(samples).chain([Command::Adapt]).collect())?;
    talk.wait_for_training(|_: &Reply| {})?;
    talk.status()
}
