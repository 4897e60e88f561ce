//! Vowels by new speakers: eleven English vowels, ten log area ratios each, six repetitions by each of twelve speakers.
//!
//! A network that knows the other speakers is tuned on a speaker's first repetitions and tested on the later ones. The
//! recipe, and how much of the statistics is the speaker's own, is chosen for each speaker by the other eleven, met by
//! networks that know neither them nor the speaker.

mod adapters;

use crate::{
    read::parsed,
    script::{Act, Script},
    statistics::Features,
    training::{Labelled, accuracy, train},
};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use thalweg::Error;
use thalweg_tasks::{
    Known, Recipe, Update, initial, of_class,
    tables::{self, Finding, Vowel},
    vowels::{CAPACITY, NETWORK, PARAMETERS, RATIOS, VOWELS},
};

pub use adapters::{Adapters, Reached};

const HIDDEN: usize = 24 * (RATIOS + 1);

/// Repetitions that tune a device.
pub(crate) const LABELLED: u32 = 2;

/// How other speakers were trained on, but for the epochs.
const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 5e-3, epochs: 60, batch: 16, replayed: 0 };
/// A network that starts from nothing needs more.
const FROM_SCRATCH: Recipe = Recipe { learning_rate: 1e-2, epochs: 120, batch: 4, ..PRETRAINING };
/// How a network of other speakers comes about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// How much of the statistics is a speaker's own.
    pub own: f64,
    /// How often every sample is seen.
    pub epochs: u32,
}

/// Trained without anybody's own statistics.
pub const PLAIN: Start = Start { own: 0.0, epochs: 60 };
/// As devices have it, which know nobody's own statistics.
pub(crate) const FACTORY: Start = Start { own: 0.0, epochs: 20 };
/// The starts that are chosen from.
const STARTS: [Start; 4] =
    [PLAIN, FACTORY, Start { own: 0.5, epochs: 20 }, Start { own: 0.5, epochs: 60 }];

/// The recipes that are chosen from.
fn pool() -> Vec<Recipe> {
    let mut pool = Vec::new();
    for epochs in [20, 40, 80] {
        for learning_rate in [3e-3, 1e-2] {
            pool.push(Recipe {
                update: Update::Adam,
                learning_rate,
                epochs,
                batch: 4,
                replayed: 0,
            });
        }
        for learning_rate in [0.03, 0.1] {
            let update = Update::Momentum;
            pool.push(Recipe { update, learning_rate, epochs, batch: 4, replayed: 0 });
        }
    }
    pool
}

/// What one speaker says: features, vowel, repetition.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The number in the file.
    pub name: String,
    samples: Vec<(Vec<f32>, usize, u32)>,
}

impl Speaker {
    /// The name, and every sample with its vowel, in the order of the file.
    pub(crate) fn labelled(self) -> (String, Vec<(Vec<f32>, usize)>) {
        (self.name, self.samples.into_iter().map(|(x, class, _)| (x, class)).collect())
    }

    /// Whether there are vowels to tune on, in the repetitions before `first`, and later ones to judge by.
    ///
    /// # Errors
    /// There are none of either.
    pub fn check(&self, first: u32) -> Result<()> {
        let count = |of: &dyn Fn(u32) -> bool| self.samples.iter().filter(|s| of(s.2)).count();
        let (tuning, test) = (count(&|r| r < first), count(&|r| (first..6).contains(&r)));
        ensure!(
            tuning > 0 && test > 0,
            "speaker {}: {tuning} vowels before repetition {first} and {test} from it to 5; allowed: 1 or more of both",
            self.name
        );
        Ok(())
    }

    fn of(&self, repetitions: std::ops::Range<u32>, statistics: &Features) -> Vec<Labelled<usize>> {
        let samples =
            self.samples.iter().filter(|(.., repetition)| repetitions.contains(repetition));
        samples.map(|(x, class, _)| (statistics.apply(x), *class)).collect()
    }

    /// The statistics of the first repetitions, without labels.
    fn statistics(&self, repetitions: u32) -> Features {
        let samples = self.samples.iter().filter(|(.., repetition)| *repetition < repetitions);
        Features::of(samples.map(|(x, ..)| x.as_slice()).collect::<Vec<_>>().into_iter())
    }
}

/// The committed file.
#[must_use]
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vowels/data/vowel_speakers.csv")
}

/// The speakers of a file, in its order.
///
/// # Errors
/// A column or a number is missing, a vowel is none, nobody speaks.
pub fn read(file: &Path) -> Result<Vec<Speaker>> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for Vowel { speaker: name, repetition, class, ratios } in parsed(file, tables::vowels)? {
        let sample = (ratios.to_vec(), class, repetition);
        match speakers.iter_mut().find(|speaker| speaker.name == name) {
            Some(speaker) => speaker.samples.push(sample),
            None => speakers.push(Speaker { name, samples: vec![sample] }),
        }
    }
    Ok(speakers)
}

/// A network that knows some speakers.
#[derive(Clone)]
pub struct Model {
    parameters: [f32; PARAMETERS],
    statistics: Features,
    start: Start,
}

impl Model {
    /// Trained on these speakers.
    ///
    /// # Errors
    /// No speaker.
    pub fn new(speakers: &[&Speaker], start: Start, seed: u32) -> Result<Self, Error> {
        let all: Vec<&[f32]> =
            speakers.iter().flat_map(|s| s.samples.iter().map(|(x, ..)| x.as_slice())).collect();
        let statistics = Features::of(all.into_iter());
        let samples: Vec<_> = speakers
            .iter()
            .flat_map(|s| s.of(0..6, &statistics.towards(&s.statistics(6), start.own)))
            .collect();
        let recipe = Recipe { epochs: start.epochs, ..PRETRAINING };
        let mut parameters = untrained(seed)?;
        train(&NETWORK, &mut parameters, 0..PARAMETERS, &samples, &[], &recipe, seed, of_class)?;
        Ok(Self { parameters, statistics, start })
    }

    /// As a device has it.
    ///
    /// # Errors
    /// A mean beyond the largest number.
    pub fn known(&self) -> Result<Known<RATIOS, PARAMETERS>, Error> {
        Ok(Known { normalizer: self.statistics.normalizer()?, parameters: self.parameters })
    }

    /// The accuracy on a speaker's repetitions from `first` on: as it is, with the statistics of the ones before it, and
    /// tuned on those.
    ///
    /// # Errors
    /// A speaker without samples.
    pub fn meet(
        &self,
        speaker: &Speaker,
        first: u32,
        recipe: &Recipe,
        seed: u32,
    ) -> Result<[f64; 3], Error> {
        let frozen = speaker.of(first..6, &self.statistics);
        let own = self.statistics.towards(&speaker.statistics(first), self.start.own);
        let (tuning, test) = (speaker.of(0..first, &own), speaker.of(first..6, &own));
        let mut tuned = self.parameters;
        train(&NETWORK, &mut tuned, 0..PARAMETERS, &tuning, &[], recipe, seed, of_class)?;
        Ok([
            accuracy(&NETWORK, &self.parameters, &frozen)?,
            accuracy(&NETWORK, &self.parameters, &test)?,
            accuracy(&NETWORK, &tuned, &test)?,
        ])
    }
}

fn untrained(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..HIDDEN, 10), (HIDDEN..PARAMETERS, 24)], seed)
}

/// The accuracy of a network that starts from nothing, on the repetitions from `first` on.
///
/// # Errors
/// A speaker without samples.
pub fn from_scratch(speaker: &Speaker, first: u32, seed: u32) -> Result<f64, Error> {
    let own = speaker.statistics(first);
    let mut parameters = untrained(seed)?;
    let tuning = speaker.of(0..first, &own);
    train(&NETWORK, &mut parameters, 0..PARAMETERS, &tuning, &[], &FROM_SCRATCH, seed, of_class)?;
    accuracy(&NETWORK, &parameters, &speaker.of(first..6, &own))
}

/// What was chosen for a speaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// How the network of the others comes about.
    pub start: Start,
    /// How it is tuned.
    pub recipe: Recipe,
}

/// For each speaker what the others choose, tuned on the repetitions before `first`, of networks that know neither. `met`
/// is called once for each pair.
///
/// # Errors
/// A speaker without samples.
pub fn choose(
    speakers: &[Speaker],
    first: u32,
    mut met: impl FnMut(),
) -> Result<Vec<Choice>, Error> {
    let pool = pool();
    let choices: Vec<Choice> = STARTS
        .iter()
        .flat_map(|&start| pool.iter().map(move |&recipe| Choice { start, recipe }))
        .collect();
    let mut scores = vec![vec![0.0; choices.len()]; speakers.len()];
    for outer in 0..speakers.len() {
        for inner in 0..outer {
            let others: Vec<&Speaker> = speakers
                .iter()
                .enumerate()
                .filter(|(index, _)| ![inner, outer].contains(index))
                .map(|(_, speaker)| speaker)
                .collect();
            for (start, part) in STARTS.iter().zip(choices.chunks(pool.len()).enumerate()) {
                let (number, part) = part;
                let model = Model::new(&others, *start, 1)?;
                for (index, choice) in part.iter().enumerate() {
                    let place = number * pool.len() + index;
                    // The one chooses for the other.
                    scores[outer][place] +=
                        model.meet(&speakers[inner], first, &choice.recipe, 1)?[2];
                    scores[inner][place] +=
                        model.meet(&speakers[outer], first, &choice.recipe, 1)?[2];
                }
            }
            met();
        }
    }
    let best = |scores: &Vec<f64>| {
        let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        choices[best.map_or(0, |(index, _)| index)]
    };
    Ok(scores.iter().map(best).collect())
}

/// What the speakers of a file do, or else the one whom the device does not know: the first two repetitions are labelled.
///
/// # Errors
/// A file that cannot be read; a speaker without a vowel of either kind, or with more than the device remembers.
pub fn scripts(path: Option<&Path>) -> Result<Vec<Script>> {
    let mut speakers = read(path.unwrap_or(&file()))?;
    if path.is_none() {
        speakers = speakers.pop().into_iter().collect();
    }
    speakers.iter().map(script).collect()
}

pub(crate) fn script(Speaker { name, samples }: &Speaker) -> Result<Script> {
    let (tuning, test): (Vec<_>, Vec<_>) =
        samples.iter().partition(|(.., repetition)| *repetition < LABELLED);
    ensure!(
        (1..=CAPACITY).contains(&tuning.len()) && !test.is_empty(),
        "speaker {name}: {} vowels before repetition {LABELLED} and {} later; allowed: 1 to {CAPACITY}, and 1 or more",
        tuning.len(),
        test.len()
    );
    let learn = tuning.into_iter().map(|(x, class, _)| Act::Learn(x.clone(), *class as f32));
    let judge = test.into_iter().map(|(x, class, _)| {
        let (values, label) = (x.clone(), *class as f32);
        Act::Judge { values, networks: 1, label, known: false }
    });
    let acts = learn.chain([Act::Adapt]).chain(judge).collect();
    let classes = VOWELS.map(str::to_owned).to_vec();
    Ok(Script::of(name.clone(), 0, classes, acts))
}

/// What looks wrong with the speakers of a file, or else with the one whom the device does not know.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(path: Option<&Path>) -> Result<Vec<Finding>> {
    let found = path.map(|path| parsed(path, tables::vowels)).transpose()?;
    audit_of(found, parsed(&file(), tables::vowels)?)
}

/// What looks wrong with vowels, beside those that are committed; without any, with those of the last of these speakers, whom
/// the device does not know.
///
/// # Errors
/// None.
pub fn audit_of(found: Option<Vec<Vowel>>, mut known: Vec<Vowel>) -> Result<Vec<Finding>> {
    let last = known.last().map(|vowel| vowel.speaker.clone());
    let new = known.extract_if(.., |vowel| Some(&vowel.speaker) == last.as_ref()).collect();
    Ok(tables::audit_vowels(&found.unwrap_or(new), &known)?)
}

/// Vowels that tell something in a few lines: of the speakers but the last, and of the last, his first and his later ones.
#[derive(Clone, Debug)]
pub struct Split {
    /// Of the others, normalised by their own statistics, as the rest is.
    pub known: Vec<Labelled<usize>>,
    /// The new speaker's first two repetitions.
    pub first: Vec<Labelled<usize>>,
    /// The new speaker's later ones.
    pub later: Vec<Labelled<usize>>,
}

impl Split {
    /// Of the committed file.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn read() -> Result<Self> {
        let mut speakers = read(&file())?;
        let new = speakers.pop().context("nobody speaks")?;
        let all = speakers.iter().flat_map(|s| s.samples.iter().map(|(x, ..)| x.as_slice()));
        let statistics = Features::of(all);
        Ok(Self {
            known: speakers.iter().flat_map(|speaker| speaker.of(0..6, &statistics)).collect(),
            first: new.of(0..LABELLED, &statistics),
            later: new.of(LABELLED..6, &statistics),
        })
    }
}
