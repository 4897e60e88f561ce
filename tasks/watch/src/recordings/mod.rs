//! A person's recordings, read from the raw CSV: for the host and the browser (feature `recordings`).
//!
//! [`read`] gives them, or says which line of the file is wrong; [`learn`] and [`test`] walk the watch
//! through them, and [`tuning`] and [`testing`] tell them to a watch over its serial line.

mod decimal;
mod error;
mod read;
mod table;

pub use decimal::decimal;
pub use error::ReadError;
pub use read::{read, read_plain};
pub use table::COLUMNS;

use crate::{
    Adapter, Exercise, FEATURES, Part, Plan, Sample, Score, Windows,
    wire::{BATCH, Command, Purpose},
};
use std::{format, string::String, vec::Vec};

/// One exercise of one wrist, from beginning to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Which wrist wore the watch: `L` or `R`.
    pub wrist: String,
    /// What the person did.
    pub exercise: Exercise,
    /// 50 a second.
    pub samples: Vec<Sample>,
}

impl Recording {
    /// The features of the windows of one part.
    pub fn features(&self, part: Part) -> impl Iterator<Item = [f32; FEATURES]> {
        let mut windows = Windows::new(part.hop);
        self.samples(part).iter().filter_map(move |&sample| windows.push(sample))
    }

    /// The samples of one part, as far as the recording reaches.
    pub fn samples(&self, part: Part) -> &[Sample] {
        let end = part.end.min(self.samples.len());
        self.samples.get(part.start.min(end)..end).unwrap_or_default()
    }

    fn name(&self) -> String {
        format!("{} {}", self.wrist, self.exercise.code())
    }
}

/// Every recording is long enough for `plan`.
///
/// # Errors
/// [`ReadError::TooShort`] for the first that is not; [`ReadError::Empty`] without any.
pub fn check(recordings: &[Recording], plan: &Plan) -> Result<(), ReadError> {
    if recordings.is_empty() {
        return Err(ReadError::Empty);
    }
    match recordings.iter().find(|recording| recording.samples.len() < plan.samples_needed()) {
        None => Ok(()),
        Some(short) => Err(ReadError::TooShort {
            recording: short.name(),
            samples: short.samples.len(),
            plan: *plan,
        }),
    }
}

/// Teaches the watch the tuning part of every recording.
///
/// # Errors
/// The watch's memory is full.
pub fn learn(
    watch: &mut Adapter<'_>,
    recordings: &[Recording],
    plan: &Plan,
) -> Result<(), crate::LearnError> {
    for recording in recordings {
        for features in recording.features(plan.tuning()) {
            watch.learn(&features, recording.exercise)?;
        }
    }
    Ok(())
}

/// What the watch recognises in the test part of every recording.
pub fn test(watch: &Adapter<'_>, recordings: &[Recording], plan: &Plan) -> Score {
    let mut score = Score::default();
    for recording in recordings {
        for features in recording.features(plan.test(recording.samples.len())) {
            score.count(watch.classify(&features) == Some(recording.exercise));
        }
    }
    score
}

/// What a host tells the watch so that it learns from the tuning windows of every recording.
pub fn tuning(recordings: &[Recording], plan: &Plan) -> Vec<Command> {
    say(recordings, Purpose::Tune, |_| plan.tuning())
}

/// What a host tells the watch so that it is tested on the test windows of every recording.
pub fn testing(recordings: &[Recording], plan: &Plan) -> Vec<Command> {
    say(recordings, Purpose::Test, |samples| plan.test(samples))
}

fn say(recordings: &[Recording], purpose: Purpose, part: impl Fn(usize) -> Part) -> Vec<Command> {
    let mut commands = Vec::new();
    for recording in recordings {
        commands.push(Command::Recording { purpose, exercise: recording.exercise });
        let samples = recording.samples(part(recording.samples.len()));
        commands.extend(
            samples.chunks(BATCH).map(|batch| Command::Samples(batch.iter().copied().collect())),
        );
    }
    commands
}
