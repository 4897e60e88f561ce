//! A new speaker as a new class: seven men utter /ae/; a network that tells six of them apart enrols the seventh from five
//! utterances, with a row added to its outputs.
//!
//! The settings of each speaker's enrolment are chosen by the others: of networks that know neither him nor the one who
//! chooses.

use crate::{
    read::parsed,
    script::{Act, Script},
    statistics::Features,
    training::{Labelled, outputs, train},
};
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use thalweg::{Error, metric::argmax};
use thalweg_tasks::{
    Known, Recipe, Update, initial,
    new_speaker::{CLASSES, ENROLLING, FEATURES, HIDDEN, KEPT, NETWORK, PARAMETERS, add_row},
    of_class,
    tables::{self, Finding, Spoken},
};

const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 5e-3, epochs: 60, batch: 8, replayed: 0 };

/// What is tuned, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// All layers, on the new utterances alone.
    WithoutReplay,
    /// All layers, with utterances of before.
    Replay,
    /// The last layer, with utterances of before.
    LastLayer,
    /// From nothing, on the same utterances.
    Scratch,
}

/// The ways that a table compares.
pub const WAYS: [Way; 4] = [Way::WithoutReplay, Way::Replay, Way::LastLayer, Way::Scratch];

/// The recipes that are chosen from.
fn pool() -> Vec<Recipe> {
    let mut pool = Vec::new();
    for learning_rate in [3e-3, 1e-2, 2e-2] {
        for epochs in [20, 40, 80] {
            for replayed in [4, 8, 16] {
                pool.push(Recipe {
                    update: Update::Adam,
                    learning_rate,
                    epochs,
                    batch: 4,
                    replayed,
                });
            }
        }
    }
    pool
}

/// A speaker: what trains, and what tests.
#[derive(Clone, Debug, Default)]
pub struct Speaker {
    /// The number in the file.
    pub name: String,
    train: Vec<Vec<f32>>,
    test: Vec<Vec<f32>>,
    /// The frames of both, one behind the other.
    frames: [Vec<Vec<f32>>; 2],
}

impl Speaker {
    /// Whether there are utterances to enrol with, and others to judge by.
    ///
    /// # Errors
    /// Too few of either.
    pub fn check(&self) -> Result<()> {
        let (name, [train, test]) = (&self.name, &self.frames);
        ensure!(
            train.len() >= ENROLLING && !test.is_empty(),
            "speaker {name}: {} utterances to train and {} to test; allowed: {ENROLLING} or more, and 1 or more",
            train.len(),
            test.len()
        );
        Ok(())
    }
}

/// The committed file.
#[must_use]
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../new-speaker/data/japanese_vowels_speakers.csv.gz")
}

/// The speakers of a file, in its order: mean and deviation of each coefficient of an utterance.
///
/// # Errors
/// A column or a number is missing, nobody speaks.
pub fn read(file: &Path) -> Result<Vec<Speaker>> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for spoken in parsed(file, tables::utterances)? {
        let x = spoken.features()?.to_vec();
        let Spoken { speaker: name, trains, frames, .. } = spoken;
        let index = speakers.iter().position(|speaker| speaker.name == name).unwrap_or_else(|| {
            speakers.push(Speaker { name, ..Speaker::default() });
            speakers.len() - 1
        });
        let speaker = &mut speakers[index];
        speaker.frames[usize::from(!trains)].push(frames.concat());
        if trains { speaker.train.push(x) } else { speaker.test.push(x) }
    }
    Ok(speakers)
}

/// Shares in per cent: of the new speaker's utterances, and of those of the known ones before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// The new speaker's.
    pub new: f64,
    /// The known ones' after the enrolment.
    pub known: f64,
    /// The known ones' before it.
    pub known_before: f64,
}

/// A network that knows some speakers.
pub struct Model<'s> {
    known: Vec<&'s Speaker>,
    statistics: Features,
    parameters: [f32; PARAMETERS],
}

impl<'s> Model<'s> {
    /// Trained on the speakers' training part.
    ///
    /// # Errors
    /// More speakers than there are classes.
    pub fn new(known: Vec<&'s Speaker>, seed: u32) -> Result<Self, Error> {
        let all: Vec<&[f32]> =
            known.iter().flat_map(|s| s.train.iter().map(Vec::as_slice)).collect();
        let statistics = Features::of(all.into_iter());
        let mut model = Self { known, statistics, parameters: start(seed)? };
        let samples = model.labelled(|speaker| &speaker.train);
        let all = 0..PARAMETERS;
        train(&NETWORK, &mut model.parameters, all, &samples, &[], &PRETRAINING, seed, of_class)?;
        Ok(model)
    }

    fn labelled(&self, of: impl Fn(&Speaker) -> &[Vec<f32>]) -> Vec<Labelled<usize>> {
        let numbered = self.known.iter().enumerate();
        numbered
            .flat_map(|(class, speaker)| {
                of(speaker).iter().map(move |x| (self.statistics.apply(x), class))
            })
            .collect()
    }

    /// As a device has it.
    ///
    /// # Errors
    /// A mean beyond the largest number.
    pub fn known(&self) -> Result<Known<FEATURES, PARAMETERS>, Error> {
        Ok(Known { normalizer: self.statistics.normalizer()?, parameters: self.parameters })
    }

    /// Utterances of each speaker that are kept.
    #[must_use]
    pub fn kept(&self) -> Vec<Labelled<usize>> {
        self.labelled(|speaker| &speaker.train[..KEPT.min(speaker.train.len())])
    }

    /// Enrols a speaker from his first utterances.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn enrol(
        &self,
        speaker: &Speaker,
        way: Way,
        recipe: &Recipe,
        seed: u32,
    ) -> Result<Shares, Error> {
        let class = self.known.len();
        let new: Vec<_> = speaker
            .train
            .iter()
            .take(ENROLLING)
            .map(|x| (self.statistics.apply(x), class))
            .collect();
        let mut parameters = if way == Way::Scratch { start(seed)? } else { self.parameters };
        add_row(&mut parameters, class, seed)?;
        let trained = if way == Way::LastLayer { HIDDEN..PARAMETERS } else { 0..PARAMETERS };
        let before = if way == Way::WithoutReplay { Vec::new() } else { self.kept() };
        train(&NETWORK, &mut parameters, trained, &new, &before, recipe, seed, of_class)?;
        let test: Vec<_> = speaker.test.iter().map(|x| (self.statistics.apply(x), class)).collect();
        let known = self.labelled(|speaker| &speaker.test);
        Ok(Shares {
            new: share(&parameters, &test, class + 1)?,
            known: share(&parameters, &known, class + 1)?,
            known_before: share(&self.parameters, &known, class)?,
        })
    }
}

/// The share that is told rightly among the first classes, in per cent.
fn share(
    parameters: &[f32; PARAMETERS],
    samples: &[Labelled<usize>],
    classes: usize,
) -> Result<f64, Error> {
    let mut right = 0.0;
    for (x, class) in samples {
        let given = outputs(&NETWORK, parameters, x)?;
        right += f64::from(u8::from(argmax(&given[..classes]) == Some(*class)));
    }
    Ok(100.0 * right / samples.len().max(1) as f64)
}

fn start(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..HIDDEN, FEATURES), (HIDDEN..PARAMETERS, 16)], seed)
}

/// For each speaker and each way the recipe that the others choose: the best mean of the new and the known speakers'
/// shares, at networks that know neither. `met` is called once for each pair.
///
/// # Errors
/// A setting out of its range.
pub fn choose(
    speakers: &[Speaker],
    mut met: impl FnMut(),
) -> Result<Vec<[Recipe; WAYS.len()]>, Error> {
    let pool = pool();
    let mut scores = vec![vec![[0.0; WAYS.len()]; pool.len()]; speakers.len()];
    for outer in 0..speakers.len() {
        for inner in 0..outer {
            let others = speakers.iter().enumerate();
            let others = others.filter(|(index, _)| ![inner, outer].contains(index));
            let model = Model::new(others.map(|(_, speaker)| speaker).collect(), 1)?;
            for (place, recipe) in pool.iter().enumerate() {
                for (number, way) in WAYS.into_iter().enumerate() {
                    // The one chooses for the other.
                    for (of, by) in [(outer, inner), (inner, outer)] {
                        let Shares { new, known, .. } =
                            model.enrol(&speakers[by], way, recipe, 1)?;
                        scores[of][place][number] += new + known;
                    }
                }
            }
            met();
        }
    }
    let best = |scores: &Vec<[f64; WAYS.len()]>, number: usize| {
        let best = scores.iter().enumerate().max_by(|a, b| a.1[number].total_cmp(&b.1[number]));
        pool[best.map_or(0, |(place, _)| place)]
    };
    Ok(scores.iter().map(|scores| std::array::from_fn(|number| best(scores, number))).collect())
}

/// What the speakers of a file do, or else the one whom the device does not know: they enrol with their first utterances, and
/// then they and those whom it knows are to be told apart.
///
/// # Errors
/// A file that cannot be read; a speaker with too few utterances.
pub fn scripts(path: Option<&Path>) -> Result<Vec<Script>> {
    let found = path.map(read).transpose()?;
    let mut known = read(&file())?;
    let new = known.split_off(CLASSES - 1);
    found.unwrap_or(new).iter().map(|speaker| script(&known, speaker)).collect()
}

fn script(known: &[Speaker], new: &Speaker) -> Result<Script> {
    new.check()?;
    let (class, [train, _]) = (known.len() as f32, &new.frames);
    let mut acts: Vec<_> =
        train.iter().take(ENROLLING).map(|frames| Act::Learn(frames.clone(), class)).collect();
    acts.push(Act::Adapt);
    let all = known.iter().map(|speaker| (speaker, true)).chain([(new, false)]).zip(0_u8..);
    for ((speaker, known), label) in all {
        let judge = |values: &Vec<f32>| Act::Judge {
            values: values.clone(),
            networks: 1,
            label: f32::from(label),
            known,
        };
        acts.extend(speaker.frames[1].iter().map(judge));
    }
    let classes = known.iter().map(|speaker| speaker.name.clone()).chain(["new".to_owned()]);
    Ok(Script::of(new.name.clone(), 0, classes.collect(), acts))
}

/// What looks wrong with the speakers of a file, or else with the one whom the device does not know.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(path: Option<&Path>) -> Result<Vec<Finding>> {
    let found = path.map(|path| parsed(path, tables::utterances)).transpose()?;
    audit_of(found, parsed(&file(), tables::utterances)?)
}

/// What looks wrong with utterances, beside those that are committed; without any, with those of the last of these speakers,
/// whom the device does not know.
///
/// # Errors
/// A sum beyond the largest number.
pub fn audit_of(found: Option<Vec<Spoken>>, mut known: Vec<Spoken>) -> Result<Vec<Finding>> {
    let last = known.last().map(|spoken| spoken.speaker.clone());
    let new = known.extract_if(.., |spoken| Some(&spoken.speaker) == last.as_ref()).collect();
    Ok(tables::audit_utterances(&found.unwrap_or(new), &known)?)
}
