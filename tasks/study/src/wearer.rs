//! What somebody does with a watch that hears windows: labels the first of each recording, and is watched later.

use crate::script::{Act, Script};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use thalweg::data::Normalizer;
use thalweg_tasks::tables::Finding;
use thalweg_watch::{
    Audit, CAPACITY, Exercise, FEATURES, PARAMETERS, PRETRAINED, Part, Plan, WINDOW, named,
    recordings::{self, Recording},
};
use thalweg_watch_study::{dataset, files};

// Without windows to replay, which a page that looks at recordings need not carry.
const NORMALIZER: Normalizer<FEATURES> = PRETRAINED.normalizer;
static PARAMETERS_BEFORE: [f32; PARAMETERS] = PRETRAINED.parameters;

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
    let known = (1..=dataset::PEOPLE).filter(|&person| person != dataset::NEW_PERSON);
    Ok(audit_of(&all, &people(known)?))
}

/// The committed recordings of these people, each with his number.
pub(crate) fn people(
    numbers: impl Iterator<Item = usize>,
) -> Result<Vec<(String, Vec<Recording>)>> {
    numbers.map(|person| Ok((format!("{person:02}"), dataset::load(person)?))).collect()
}

/// What looks wrong with somebody's recordings, beside those of the people, each with his number, whom the device knows: of the
/// windows that a watch learns of as many recordings as it remembers, as the watch finds it, and of all recordings that one is
/// there twice, or of somebody who is known.
#[must_use]
pub fn audit_of(found: &[Recording], known: &[(String, Vec<Recording>)]) -> Vec<Finding> {
    let part = Plan::DEFAULT.tuning();
    let labelled = found.iter().take(CAPACITY / part.windows()).flat_map(|recording| {
        let windows = recording.features(part);
        windows.map(|window| (NORMALIZER.apply(&window), recording.exercise))
    });
    let windows: Vec<_> = labelled.collect();
    let audit =
        Audit::of(&NORMALIZER, &windows, |(x, of)| (x, *of), |x| named(&PARAMETERS_BEFORE, x));
    let mut findings: Vec<_> = audit.findings().map(Finding::Windows).collect();
    findings.extend(twins(found));
    for (person, known) in known {
        if found.iter().any(|recording| known.contains(recording)) {
            findings.push(Finding::Known { who: format!("person {person}") });
        }
    }
    findings
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
