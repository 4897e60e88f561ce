//! An exercise never seen: an autoencoder of the watch's features that knows six exercises rebuilds a seventh less well.
//!
//! It is trained on the other people's six, then tuned on the wearer's first windows of them, and asked how well the
//! distance to what it rebuilds tells his later windows of the seventh from those of the six: the area under the ROC
//! curve. The settings are chosen for each person by the other seven, of networks that know neither.

use crate::{
    script::{Act, Script},
    statistics::{Features, area},
    training::{Labelled, outputs, train},
    wearer::{self, Asked},
};
use anyhow::{Result, ensure};
use std::path::Path;
use thalweg::Error;
use thalweg_tasks::{
    Known, Recipe, Update, initial,
    tables::Finding,
    unseen_exercise::{CAPACITY, EXERCISES, HIDDEN, NETWORK, PARAMETERS, distance},
};
use thalweg_watch::{Exercise, FEATURES, Part, Plan, WINDOW, recordings::Recording};
use thalweg_watch_study::dataset;

const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 15, batch: 16, replayed: 0 };
const FROM_SCRATCH: Recipe = Recipe { learning_rate: 1e-2, epochs: 120, batch: 4, ..PRETRAINING };

/// What the device takes, and how many networks it has.
const ASKED: Asked = Asked { capacity: CAPACITY, networks: EXERCISES as u8 };

/// The recipes that are chosen from.
fn pool() -> Vec<Recipe> {
    let of = |learning_rate| {
        [10, 40].map(|epochs| Recipe {
            update: Update::Adam,
            learning_rate,
            epochs,
            batch: 4,
            replayed: 0,
        })
    };
    [1e-3, 3e-3, 1e-2].into_iter().flat_map(of).collect()
}

/// Windows and the numbers of their exercises.
type Windows = Vec<(Vec<f32>, usize)>;

/// What one person did: all windows, those that tune, and the later ones.
#[derive(Clone, Debug)]
pub struct Person {
    all: Windows,
    tuning: Windows,
    test: Windows,
}

impl Person {
    fn new(recordings: &[Recording]) -> Self {
        let plan = Plan::APART;
        let everything = Part { start: 0, end: usize::MAX, hop: WINDOW / 2 };
        let of = |part: &dyn Fn(&Recording) -> Part| {
            let windows = |r: &Recording| {
                let class = r.exercise.class();
                r.features(part(r)).map(|x| (x.to_vec(), class)).collect::<Windows>()
            };
            recordings.iter().flat_map(windows).collect()
        };
        Self {
            all: of(&|_| everything),
            tuning: of(&|_| plan.tuning()),
            test: of(&|r| plan.test(r.samples.len())),
        }
    }
}

/// The eight people of the watch.
///
/// # Errors
/// A file is missing or damaged.
pub fn everyone() -> Result<Vec<Person>> {
    Ok(dataset::load_all()?.iter().map(|recordings| Person::new(recordings)).collect())
}

/// The person of a file, who did all exercises.
///
/// # Errors
/// A file that cannot be read, recordings that are too short, an exercise that is missing.
pub fn read(file: &Path) -> Result<Person> {
    scripts(Some(file))?;
    Ok(Person::new(&wearer::read(Some(file))?.1))
}

/// What looks wrong with the person of a file, or else with the one whom the device does not know.
///
/// # Errors
/// A file that cannot be read.
pub fn audit(file: Option<&Path>) -> Result<Vec<Finding>> {
    wearer::audit(file)
}

/// Areas under the ROC curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Areas {
    /// The network as it was.
    pub frozen: f64,
    /// Tuned on the person.
    pub tuned: f64,
    /// From nothing, on the person's windows alone.
    pub scratch: f64,
}

/// A network that knows all exercises but one.
pub struct Model {
    parameters: [f32; PARAMETERS],
    statistics: Features,
    unseen: usize,
}

impl Model {
    /// Trained on some people's windows of the other exercises.
    ///
    /// # Errors
    /// No window.
    pub fn new(people: &[&Person], unseen: usize, seed: u32) -> Result<Self, Error> {
        let all = || people.iter().flat_map(|p| &p.all).filter(|(_, class)| *class != unseen);
        let statistics =
            Features::of(all().map(|(x, _)| x.as_slice()).collect::<Vec<_>>().into_iter());
        let mut model = Self { parameters: start(seed)?, statistics, unseen };
        let windows = model.seen(all());
        let mut parameters = model.parameters;
        fit(&mut parameters, &windows, &PRETRAINING, seed)?;
        model.parameters = parameters;
        Ok(model)
    }

    /// As a device has it.
    ///
    /// # Errors
    /// A mean beyond the largest number.
    pub fn known(&self) -> Result<Known<FEATURES, PARAMETERS>, Error> {
        Ok(Known { normalizer: self.statistics.normalizer()?, parameters: self.parameters })
    }

    /// How well it tells a person's later windows of the unseen exercise.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet(&self, person: &Person, recipe: &Recipe, seed: u32) -> Result<Areas, Error> {
        let tuning = self.seen(person.tuning.iter());
        let (mut tuned, mut scratch) = (self.parameters, start(seed)?);
        fit(&mut tuned, &tuning, recipe, seed)?;
        fit(&mut scratch, &tuning, &FROM_SCRATCH, seed)?;
        Ok(Areas {
            frozen: self.area(&self.parameters, person)?,
            tuned: self.area(&tuned, person)?,
            scratch: self.area(&scratch, person)?,
        })
    }

    /// The windows of the exercises that it knows; each is its own target.
    fn seen<'w>(&self, windows: impl Iterator<Item = &'w (Vec<f32>, usize)>) -> Vec<Labelled<()>> {
        let known = windows.filter(|(_, class)| *class != self.unseen);
        known.map(|(x, _)| (self.statistics.apply(x), ())).collect()
    }

    /// How far a person's later windows of each exercise are from what is rebuilt of them, on the mean.
    ///
    /// # Errors
    /// A window of another length.
    pub fn distances(&self, person: &Person) -> Result<[f64; EXERCISES], Error> {
        let (mut sums, mut counts) = ([0.0; EXERCISES], [0.0; EXERCISES]);
        for (x, class) in &person.test {
            let x = self.statistics.apply(x);
            let mut rebuilt = outputs(&NETWORK, &self.parameters, &x)?;
            sums[*class] += f64::from(distance(&mut rebuilt, &x, &())?);
            counts[*class] += 1.0;
        }
        Ok(std::array::from_fn(|class| sums[class] / f64::max(counts[class], 1.0)))
    }

    fn area(&self, parameters: &[f32; PARAMETERS], person: &Person) -> Result<f64, Error> {
        let (mut known, mut unseen) = (Vec::new(), Vec::new());
        for (x, class) in &person.test {
            let x = self.statistics.apply(x);
            let mut rebuilt = outputs(&NETWORK, parameters, &x)?;
            let error = distance(&mut rebuilt, &x, &())?;
            if *class == self.unseen { unseen.push(error) } else { known.push(error) }
        }
        Ok(area(&known, &unseen))
    }
}

fn fit(
    parameters: &mut [f32; PARAMETERS],
    windows: &[Labelled<()>],
    recipe: &Recipe,
    seed: u32,
) -> Result<(), Error> {
    let all = 0..PARAMETERS;
    train(&NETWORK, parameters, all, windows, &[], recipe, seed, distance::<Vec<f32>, ()>)
}

fn start(seed: u32) -> Result<[f32; PARAMETERS], Error> {
    initial(&[(0..HIDDEN, FEATURES), (HIDDEN..PARAMETERS, 8)], seed)
}

/// For each person the recipe that the others choose. `met` is called once for each pair.
///
/// # Errors
/// A setting out of its range.
pub fn choose(people: &[Person], mut met: impl FnMut()) -> Result<Vec<Recipe>, Error> {
    let pool = pool();
    let mut scores = vec![vec![0.0; pool.len()]; people.len()];
    for outer in 0..people.len() {
        for inner in 0..outer {
            let others = people.iter().enumerate();
            let others: Vec<_> = others
                .filter(|(index, _)| ![inner, outer].contains(index))
                .map(|(_, person)| person)
                .collect();
            for unseen in 0..EXERCISES {
                let model = Model::new(&others, unseen, 1)?;
                for (place, recipe) in pool.iter().enumerate() {
                    // The one chooses for the other.
                    for (of, by) in [(outer, inner), (inner, outer)] {
                        let tuning = model.seen(people[by].tuning.iter());
                        let mut tuned = model.parameters;
                        fit(&mut tuned, &tuning, recipe, 1)?;
                        scores[of][place] += model.area(&tuned, &people[by])?;
                    }
                }
            }
            met();
        }
    }
    let best = |scores: &Vec<f64>| {
        let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        pool[best.map_or(0, |(place, _)| place)]
    };
    Ok(scores.iter().map(best).collect())
}

/// What the person of a file does, or else the one whom the device does not know: labels two windows of each recording, and
/// is watched later.
///
/// # Errors
/// A file that cannot be read, recordings that are too short, an exercise that is missing.
pub fn scripts(file: Option<&Path>) -> Result<Vec<Script>> {
    let scripts = wearer::scripts(file, ASKED)?;
    scripts.iter().try_for_each(every_exercise_is_judged)?;
    Ok(scripts)
}

/// What the person of these recordings does.
///
/// # Errors
/// Recordings that are too short or too many, an exercise that is missing.
pub fn script(name: String, recordings: &[Recording]) -> Result<Script> {
    wearer::check(recordings, ASKED)?;
    let script = wearer::script(name, recordings, ASKED);
    every_exercise_is_judged(&script)?;
    Ok(script)
}

/// Each network is asked about the exercise that it has not seen: without one its area would be that of nothing.
fn every_exercise_is_judged(Script { name, acts, .. }: &Script) -> Result<()> {
    for exercise in Exercise::ALL {
        let of_it = |act: &Act| matches!(act, Act::Judge { label, .. } if *label == exercise.class() as f32);
        let exercise = exercise.name();
        ensure!(
            acts.iter().any(of_it),
            "{name}: no later window of {exercise}; allowed: all seven exercises"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exercise_that_is_missing_is_named() {
        let mut script = scripts(None).unwrap().remove(0);
        let missing = Exercise::ALL[5];
        script.acts.retain(
            |act| !matches!(act, Act::Judge { label, .. } if *label == missing.class() as f32),
        );
        let error = every_exercise_is_judged(&script).unwrap_err().to_string();
        let wanted = format!("no later window of {}; allowed: all seven exercises", missing.name());
        assert!(error.starts_with(&script.name) && error.ends_with(&wanted), "{error}");
    }
}
