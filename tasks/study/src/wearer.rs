//! What somebody does with a watch that hears windows: labels the first of each recording, and is watched later.

use crate::script::{Act, Script};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use thalweg_tasks::tables::Finding;
use thalweg_watch::{
    Adapter, CAPACITY, Exercise, PRETRAINED, Part, Plan, Settings, WINDOW,
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
    let (path, all) = read(file)?;
    check(&all, asked).with_context(|| path.display().to_string())?;
    let name = path.file_name().unwrap_or_default().display().to_string();
    Ok(vec![script(name, &all, asked)])
}

/// What looks wrong with the person of a file, or else with the one whom the device does not know.
pub(crate) fn audit(file: Option<&Path>) -> Result<Vec<Finding>> {
    let (_, all) = read(file)?;
    let mut watch = Adapter::new(&PRETRAINED, Settings::DEFAULT)?;
    let most = CAPACITY / Plan::DEFAULT.tuning().windows();
    recordings::learn(&mut watch, &all[..all.len().min(most)], &Plan::DEFAULT)?;
    let mut findings: Vec<_> = watch.audit().findings().map(Finding::Windows).collect();
    findings.extend(twins(&all));
    for person in (1..=dataset::PEOPLE).filter(|&person| person != dataset::NEW_PERSON) {
        let known = dataset::load(person)?;
        if all.iter().any(|recording| known.contains(recording)) {
            findings.push(Finding::Known { who: format!("person {person:02}") });
        }
    }
    Ok(findings)
}

/// Recordings that have the samples of one before them.
fn twins(all: &[Recording]) -> impl Iterator<Item = Finding> + '_ {
    all.iter().enumerate().filter_map(|(place, recording)| {
        let of = all[..place].iter().position(|other| other.samples == recording.samples)?;
        let labels_differ = all[of].exercise != recording.exercise;
        let (what, sample, of) = ("recording", place + 1, of + 1);
        Some(Finding::Duplicate { what, sample, of, labels_differ })
    })
}

pub(crate) fn read(file: Option<&Path>) -> Result<(PathBuf, Vec<Recording>)> {
    read_for(file, &Plan::APART)
}

/// Recordings that are long enough for a plan.
pub(crate) fn read_for(file: Option<&Path>, plan: &Plan) -> Result<(PathBuf, Vec<Recording>)> {
    let path = file.map_or_else(|| dataset::file(dataset::NEW_PERSON), Path::to_owned);
    let context = || path.display().to_string();
    let all = recordings::read(files::open(&path).with_context(context)?).with_context(context)?;
    recordings::check(&all, plan).with_context(context)?;
    Ok((path, all))
}

/// Whether the device has room for what is labelled of them.
pub(crate) fn check(all: &[Recording], Asked { capacity, .. }: Asked) -> Result<()> {
    recordings::check(all, &Plan::APART)?;
    let most = capacity / Plan::APART.tuning().windows();
    ensure!(
        all.len() <= most,
        "{} recordings; allowed: {most}, as many as the device remembers windows of",
        all.len(),
    );
    Ok(())
}

/// Of these recordings.
pub(crate) fn script(name: String, all: &[Recording], Asked { networks, .. }: Asked) -> Script {
    let plan = Plan::APART;
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
    let classes = Exercise::ALL.map(|exercise| exercise.code().to_owned()).to_vec();
    Script::of(name, 0, classes, acts)
}

/// The samples of the windows of a part of a recording, one behind the other.
fn windows(recording: &Recording, part: Part) -> impl Iterator<Item = Vec<f32>> + '_ {
    let whole = recording.samples(part).windows(WINDOW).step_by(part.hop.max(1));
    whole.map(|window| window.iter().flatten().map(|&x| f32::from(x)).collect())
}
