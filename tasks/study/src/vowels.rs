//! Vowels by new speakers: eleven English vowels, ten log area ratios each, six repetitions by each of twelve speakers.
//!
//! A network that knows the other speakers is tuned on a speaker's first repetitions and tested on the later ones. The
//! recipe, and how much of the statistics is the speaker's own, is chosen for each speaker by the other eleven, met by
//! networks that know neither them nor the speaker.

use crate::{
    read::rows,
    statistics::Features,
    training::{Labelled, Recipe, Update, accuracy, initial, of_class, train},
};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use thalweg::{
    Error,
    nn::{Dense, Relu, Sequential},
    sequential,
};

/// The vowels, in the order of their classes.
pub const VOWELS: [&str; 11] =
    ["hid", "hId", "hEd", "hAd", "hYd", "had", "hOd", "hod", "hUd", "hud", "hed"];
/// The network: 539 parameters.
pub const NETWORK: Sequential<(Dense, Relu, Dense)> =
    sequential!(Dense::new(10, 24), Relu::new(24), Dense::new(24, 11));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
const HIDDEN: usize = 24 * 11;

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
/// The starts that are chosen from.
const STARTS: [Start; 4] = [
    PLAIN,
    Start { own: 0.0, epochs: 20 },
    Start { own: 0.5, epochs: 20 },
    Start { own: 0.5, epochs: 60 },
];

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
    const COLUMNS: [&str; 13] = [
        "speaker",
        "repetition",
        "vowel",
        "lar_0",
        "lar_1",
        "lar_2",
        "lar_3",
        "lar_4",
        "lar_5",
        "lar_6",
        "lar_7",
        "lar_8",
        "lar_9",
    ];
    let mut speakers: Vec<Speaker> = Vec::new();
    for (number, row) in rows(file, COLUMNS)?.into_iter().enumerate() {
        let line = || format!("{}, row {}", file.display(), number + 1);
        let [name, repetition, vowel, ratios @ ..] = row;
        let class = VOWELS.iter().position(|other| *other == vowel);
        let class = class.with_context(|| format!("{}: {vowel:?} is no vowel", line()))?;
        let x: Vec<f32> =
            ratios.iter().map(|x| x.parse()).collect::<Result<_, _>>().with_context(line)?;
        ensure!(x.iter().all(|x| x.is_finite()), "{}: a number is not finite", line());
        let sample = (x, class, repetition.parse().with_context(line)?);
        match speakers.iter_mut().find(|speaker| speaker.name == name) {
            Some(speaker) => speaker.samples.push(sample),
            None => speakers.push(Speaker { name, samples: vec![sample] }),
        }
    }
    ensure!(!speakers.is_empty(), "{}: nobody speaks", file.display());
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
