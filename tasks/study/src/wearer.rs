//! What somebody does with a watch that hears windows: labels the first of each recording, and is watched later.

use crate::script::{Act, Script};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use thalweg_watch::{
    Part, Plan, WINDOW,
    recordings::{self, Recording},
};
use thalweg_watch_study::{dataset, files};

/// What a device takes and is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// How many windows it remembers.
    pub(crate) capacity: usize,
    /// How many networks are asked about each later window.
    pub(crate) networks: u8,
}

/// Of the person of a file, or else the one whom the device does not know.
pub(crate) fn scripts(file: Option<&Path>, asked: Asked) -> Result<Vec<Script>> {
    let path = file.map_or_else(|| dataset::file(dataset::NEW_PERSON), Path::to_owned);
    let context = || path.display().to_string();
    let all = recordings::read(files::open(&path).with_context(context)?).with_context(context)?;
    check(&all, asked).with_context(context)?;
    let name = path.file_name().unwrap_or_default().display().to_string();
    Ok(vec![script(name, &all, asked)])
}

/// Whether the device has room for what is labelled of them.
pub(crate) fn check(all: &[Recording], Asked { capacity, .. }: Asked) -> Result<()> {
    recordings::check(all, &Plan::DEFAULT)?;
    let most = capacity / Plan::DEFAULT.tuning_windows;
    ensure!(
        all.len() <= most,
        "{} recordings; allowed: {most}, as many as the device remembers windows of",
        all.len(),
    );
    Ok(())
}

/// Of these recordings.
pub(crate) fn script(name: String, all: &[Recording], Asked { networks, .. }: Asked) -> Script {
    let plan = Plan::DEFAULT;
    let mut acts = Vec::new();
    for recording in all {
        let learn = |values| Act::Learn(values, recording.exercise.class() as f32);
        acts.extend(windows(recording, plan.tuning()).map(learn));
    }
    acts.push(Act::Adapt);
    for recording in all {
        let label = recording.exercise.class() as f32;
        let judge = |values| Act::Judge { values, networks, label, known: false };
        acts.extend(windows(recording, plan.test(recording.samples.len())).map(judge));
    }
    Script::of(name, 0, acts)
}

/// The samples of the windows of a part of a recording, one behind the other.
fn windows(recording: &Recording, part: Part) -> impl Iterator<Item = Vec<f32>> + '_ {
    let whole = recording.samples(part).windows(WINDOW).step_by(part.hop.max(1));
    whole.map(|window| window.iter().flatten().map(|&x| f32::from(x)).collect())
}
