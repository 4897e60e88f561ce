//! The watch, pre-trained and tuned with everything that helps: windows as they might have been worn, statistics half the
//! wearer's own, overlapping windows, samples of before, and a part of the way back to the start.
//!
//! Each of the eight people is met by a network of the other seven. What the others are told afterwards is measured on the
//! last 40 % of their recordings, by networks that were trained on the first 60 %.

mod methods;
pub mod moments;
pub mod signs;

use crate::{
    statistics::{Features, mean},
    training::{Labelled, accuracy, train},
    wearer,
};
use anyhow::Result;
use oorandom::Rand32;
use std::path::Path;
use thalweg::{
    Error,
    average::interpolate,
    nn::{Dense, Dropout, Relu, Sequential},
    valid,
};
use thalweg_tasks::{Recipe, Update, initial, of_class, tables::Finding};
use thalweg_watch::{CLASSES, FEATURES, HIDDEN, Part, Plan, REPLAY, WINDOW, recordings::Recording};
use thalweg_watch_study::{COPIES, dataset, worn};

pub use methods::Method;

/// The network of the watch.
pub const NETWORK: Network = network(0.0);
/// Its layers.
pub type Network = Sequential<(Dense, Relu, Dropout, Dense)>;
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
const FIRST: usize = HIDDEN * (FEATURES + 1);

const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 4e-3, epochs: 40, batch: 32, replayed: 0 };
/// A network that starts from nothing takes more.
const FROM_SCRATCH: Recipe =
    Recipe { update: Update::Adam, learning_rate: 1e-2, epochs: 60, batch: 4, replayed: 0 };
/// Windows of before that are kept.
const KEPT: usize = REPLAY;
/// Of a recording, what networks are trained on whose old people are asked.
const EARLY: f64 = 0.6;

/// The network, with a share of its hidden values left out while it is trained.
const fn network(rate: f32) -> Network {
    let (first, last) = (Dense::new(FEATURES, HIDDEN), Dense::new(HIDDEN, CLASSES));
    let dropout = Dropout { size: HIDDEN, rate, seed: 3 };
    let shapes = [
        valid!(first.shape()),
        valid!(Relu::new(HIDDEN).shape()),
        valid!(dropout.shape()),
        valid!(last.shape()),
    ];
    valid!(Sequential::with_shapes((first, Relu::new(HIDDEN), dropout, last), &shapes))
}

/// How the network of the others was trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Whether there are windows as they might have been worn.
    pub augmented: bool,
    /// How much of the statistics is everybody's own.
    pub own: f64,
    /// The share of hidden values that is left out.
    pub dropout: f32,
}

/// On windows as they are, by the statistics of all.
pub const PLAIN: Start = Start { augmented: false, own: 0.0, dropout: 0.0 };
/// With windows as they might have been worn, and statistics half the wearer's own: as the committed weights.
pub const ROBUST: Start = Start { augmented: true, own: 0.5, dropout: 0.0 };
/// The starts that are chosen from.
const STARTS: [Start; 4] = [
    ROBUST,
    Start { dropout: 0.1, ..ROBUST },
    Start { dropout: 0.2, ..ROBUST },
    Start { own: 1.0, dropout: 0.1, ..ROBUST },
];
/// Seeds of what is chosen by.
const CHOOSING: [u32; 2] = [11, 12];

/// How it is tuned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The rule, rate, epochs, batch and samples of before.
    pub recipe: Recipe,
    /// Samples from one tuning window to the next.
    pub hop: usize,
    /// How much of the way from the start is left at the end.
    pub share: f32,
}

const fn tuning(hop: usize, epochs: u32, replayed: usize, share: f32) -> Tuning {
    let recipe = Recipe { update: Update::Adam, learning_rate: 3e-3, epochs, batch: 4, replayed };
    Tuning { recipe, hop, share }
}

/// The tunings that are chosen from; the first is plain, the second is the device's.
pub const POOL: [Tuning; 8] = [
    tuning(WINDOW, 20, 0, 1.0),
    tuning(25, 8, 4, 0.8),
    tuning(25, 8, 0, 0.7),
    tuning(25, 16, 4, 0.8),
    tuning(25, 16, 4, 1.0),
    tuning(WINDOW, 20, 0, 0.7),
    tuning(25, 16, 4, 0.9),
    tuning(25, 16, 0, 0.8),
];

/// The features of a window, and the class of its exercise.
type Window = Labelled<usize>;

/// What one person did.
#[derive(Clone, Debug)]
pub struct Person {
    recordings: Vec<Recording>,
}

/// The eight people.
///
/// # Errors
/// A file is missing or damaged.
pub fn everyone() -> Result<Vec<Person>> {
    Ok(dataset::load_all()?.into_iter().map(|recordings| Person { recordings }).collect())
}

/// The person of a file.
///
/// # Errors
/// A file that cannot be read, recordings that are too short.
pub fn read(file: &Path) -> Result<Person> {
    let (_, recordings) = wearer::read_for(Some(file), &Plan::DEFAULT)?;
    Ok(Person { recordings })
}

/// What looks wrong with the person of a file, or else with the one whom the device does not know, for networks of all eight.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(file: Option<&Path>) -> Result<Vec<Finding>> {
    let (_, found) = wearer::read_for(file, &Plan::DEFAULT)?;
    Ok(wearer::audit_of(&found, &wearer::people(1..=dataset::PEOPLE)?))
}

/// So many of these exercises, by chance.
#[must_use]
pub fn some_of(mut all: Vec<usize>, count: usize, seed: u32) -> Vec<usize> {
    let mut random = Rand32::new(u64::from(seed));
    while all.len() > count {
        all.swap_remove(random.rand_range(0..all.len() as u32) as usize);
    }
    all
}

impl Person {
    /// The classes of the exercises that he did, each once.
    #[must_use]
    pub fn exercises(&self) -> Vec<usize> {
        let did = |class: &usize| self.recordings.iter().any(|r| r.exercise.class() == *class);
        (0..CLASSES).filter(did).collect()
    }

    fn windows(&self, part: impl Fn(&Recording) -> Part) -> Vec<Window> {
        let windows = |r: &Recording| {
            let class = r.exercise.class();
            r.features(part(r)).map(|x| (x.to_vec(), class)).collect::<Vec<_>>()
        };
        self.recordings.iter().flat_map(windows).collect()
    }

    /// One window a second, of a share of each recording.
    fn part(&self, from: f64, to: f64) -> Vec<Window> {
        let at = |r: &Recording, share: f64| (r.samples.len() as f64 * share) as usize;
        self.windows(|r| Part { start: at(r, from), end: at(r, to), hop: WINDOW / 2 })
    }

    /// The same as they might have been worn.
    fn as_worn(&self, to: f64) -> Result<Vec<Window>, Error> {
        let (mut all, mut number) = (Vec::new(), 0);
        for recording in &self.recordings {
            let end = (recording.samples.len() as f64 * to) as usize;
            let samples = recording.samples.get(..end).unwrap_or_default();
            for start in (0..samples.len().saturating_sub(WINDOW - 1)).step_by(WINDOW / 2) {
                for _ in 0..COPIES {
                    let x = worn(&samples[start..start + WINDOW], number)?;
                    all.push((x.to_vec(), recording.exercise.class()));
                    number += 1;
                }
            }
        }
        Ok(all)
    }

    /// The windows of the first four seconds, of some exercises.
    fn tuning(&self, hop: usize, labelled: &[usize]) -> Vec<Window> {
        let mut all = self.windows(|_| Part { hop, ..Plan::DEFAULT.tuning() });
        all.retain(|(_, class)| labelled.contains(class));
        all
    }

    fn test(&self) -> Vec<Window> {
        self.windows(|r| Plan::DEFAULT.test(r.samples.len()))
    }
}

fn features(windows: &[Window]) -> Features {
    Features::of(windows.iter().map(|(x, _)| x.as_slice()))
}

fn apply(statistics: &Features, windows: &[Window]) -> Vec<Window> {
    windows.iter().map(|(x, class)| (statistics.apply(x), *class)).collect()
}

fn untrained(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..FIRST, FEATURES), (FIRST..PARAMETERS, HIDDEN)], seed)
}

/// What some labelled windows alone teach a network that knows nobody.
fn from_scratch(windows: &[Window], seed: u32) -> Result<[f32; PARAMETERS], Error> {
    let (mut learnt, all) = (untrained(seed)?, 0..PARAMETERS);
    train(&NETWORK, &mut learnt, all, windows, &[], &FROM_SCRATCH, seed, of_class)?;
    Ok(learnt)
}

/// A network of some people.
pub struct Model {
    parameters: [f32; PARAMETERS],
    statistics: Features,
    start: Start,
    kept: Vec<Window>,
    /// Each old person's later windows.
    old: Vec<Vec<Window>>,
}

impl Model {
    /// Trained on people; `early` leaves their last 40 % to be asked for.
    ///
    /// # Errors
    /// No window.
    pub fn new(people: &[&Person], start: Start, early: bool, seed: u32) -> Result<Self, Error> {
        let to = if early { EARLY } else { 1.0 };
        let parts: Vec<_> = people.iter().map(|person| person.part(0.0, to)).collect();
        let statistics = features(&parts.concat());
        let (mut samples, mut kept, mut old) = (Vec::new(), Vec::new(), Vec::new());
        let mut random = Rand32::new(u64::from(seed));
        for (person, part) in people.iter().zip(&parts) {
            let own = statistics.towards(&features(part), start.own);
            let part = apply(&own, part);
            // As many of each person, any of them.
            let drawn = (0..KEPT / people.len().max(1))
                .map(|_| part[random.rand_range(0..part.len() as u32) as usize].clone());
            kept.extend(drawn);
            samples.extend(part);
            if start.augmented {
                samples.extend(apply(&own, &person.as_worn(to)?));
            }
            if early {
                old.push(apply(&own, &person.part(EARLY, 1.0)));
            }
        }
        let mut parameters = untrained(seed)?;
        let (network, all) = (network(start.dropout), 0..PARAMETERS);
        train(&network, &mut parameters, all, &samples, &[], &PRETRAINING, seed, of_class)?;
        Ok(Self { parameters, statistics, start, kept, old })
    }

    /// The accuracy on the old people's later windows, of each.
    fn old(&self, parameters: &[f32; PARAMETERS]) -> Result<Vec<f64>, Error> {
        self.old.iter().map(|windows| accuracy(&NETWORK, parameters, windows)).collect()
    }

    /// The statistics for a person. They need no labels: all exercises that were done count.
    fn calibrate(&self, person: &Person) -> Features {
        let seen = person.tuning(WINDOW, &std::array::from_fn::<usize, CLASSES, _>(|class| class));
        self.statistics.towards(&features(&seen), self.start.own)
    }

    /// The parameters after some labelled windows.
    fn tune(
        &self,
        windows: &[Window],
        tuning: &Tuning,
        seed: u32,
    ) -> Result<[f32; PARAMETERS], Error> {
        let before: &[Window] = if tuning.recipe.replayed > 0 { &self.kept } else { &[] };
        let (mut tuned, all) = (self.parameters, 0..PARAMETERS);
        train(&NETWORK, &mut tuned, all, windows, before, &tuning.recipe, seed, of_class)?;
        interpolate(&mut tuned, &self.parameters, tuning.share)?;
        Ok(tuned)
    }

    /// Meets a person who labels the first four seconds of some exercises.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet(
        &self,
        person: &Person,
        tuning: &Tuning,
        labelled: &[usize],
        seed: u32,
    ) -> Result<Meeting, Error> {
        let own = self.calibrate(person);
        let windows = apply(&own, &person.tuning(tuning.hop, labelled));
        let tuned = self.tune(&windows, tuning, seed)?;
        let test = apply(&own, &person.test());
        let (old, old_tuned) = (self.old(&self.parameters)?, self.old(&tuned)?);
        let as_found = apply(&self.statistics, &person.test());
        Ok(Meeting {
            frozen: accuracy(&NETWORK, &self.parameters, &as_found)?,
            calibrated: accuracy(&NETWORK, &self.parameters, &test)?,
            tuned: accuracy(&NETWORK, &tuned, &test)?,
            old: old_tuned.iter().zip(old).map(|(after, before)| after - before).collect(),
        })
    }

    /// The accuracy on the same later windows of what the labelled windows alone teach a network that knows nobody.
    ///
    /// # Errors
    /// As [`meet`](Self::meet).
    pub fn scratch(
        &self,
        person: &Person,
        tuning: &Tuning,
        labelled: &[usize],
        seed: u32,
    ) -> Result<f64, Error> {
        let own = self.calibrate(person);
        let learnt = from_scratch(&apply(&own, &person.tuning(tuning.hop, labelled)), seed)?;
        accuracy(&NETWORK, &learnt, &apply(&own, &person.test()))
    }
}

/// Accuracies in per cent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meeting {
    /// The network as it is, with the statistics of the people that it was trained on.
    pub frozen: f64,
    /// With the person's statistics, if the network knows them, and no label.
    pub calibrated: f64,
    /// Tuned.
    pub tuned: f64,
    /// By how much each old person's accuracy changes.
    pub old: Vec<f64>,
}

/// A start and a tuning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// How the network of the others is trained.
    pub start: Start,
    /// How it is tuned.
    pub tuning: Tuning,
}

/// For each person what the others choose, of networks that know neither: the best sum of what they reach, and what the old
/// people lose. `met` is called once for each pair.
///
/// # Errors
/// A setting out of its range.
pub fn choose(people: &[Person], mut met: impl FnMut()) -> Result<Vec<Choice>, Error> {
    let everything: Vec<usize> = (0..CLASSES).collect();
    let mut scores = vec![[[0.0; POOL.len()]; STARTS.len()]; people.len()];
    for outer in 0..people.len() {
        for inner in 0..outer {
            let others: Vec<_> = people
                .iter()
                .enumerate()
                .filter(|(index, _)| ![inner, outer].contains(index))
                .map(|(_, person)| person)
                .collect();
            for (first, start) in STARTS.into_iter().enumerate() {
                for seed in CHOOSING {
                    let model = Model::new(&others, start, true, seed)?;
                    for (place, tuning) in POOL.iter().enumerate() {
                        // The one chooses for the other: what he gains, and what the old people lose.
                        for (of, by) in [(outer, inner), (inner, outer)] {
                            let meeting = model.meet(&people[by], tuning, &everything, seed)?;
                            let old = mean(&meeting.old).mean;
                            scores[of][first][place] += meeting.tuned + old;
                        }
                    }
                }
            }
            met();
        }
    }
    let best = |scores: &[[f64; POOL.len()]; STARTS.len()]| {
        let all = scores.iter().zip(STARTS).flat_map(|(scores, start)| {
            scores.iter().zip(POOL).map(move |(score, tuning)| (score, Choice { start, tuning }))
        });
        let best = all.max_by(|a, b| a.0.total_cmp(b.0));
        best.map_or(Choice { start: ROBUST, tuning: POOL[1] }, |(_, choice)| choice)
    };
    Ok(scores.iter().map(best).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_of_the_eight_is_named_as_known() {
        for person in [1, dataset::NEW_PERSON] {
            let found = audit(Some(&dataset::file(person))).unwrap();
            let who = format!("person {person:02}");
            assert!(found.contains(&Finding::Known { who }), "{found:?}");
        }
    }

    #[test]
    fn so_many_exercises_are_drawn_of_those_that_were_done() {
        let some = some_of(vec![0, 2, 5], 2, 1);
        assert!(some.len() == 2 && some.iter().all(|class| [0, 2, 5].contains(class)), "{some:?}");
        assert_eq!(some_of(vec![4], 2, 1), [4]);
    }
}
