//! An exercise never seen: an autoencoder of the watch's features that knows six exercises rebuilds a seventh less well.
//!
//! It is trained on the other people's six, then tuned on the wearer's first windows of them, and asked how well the
//! distance to what it rebuilds tells his later windows of the seventh from those of the six: the area under the ROC
//! curve. The settings are chosen for each person by the other seven, of networks that know neither.

use crate::{
    statistics::Features,
    training::{Labelled, Recipe, Update, initial, outputs, train},
};
use anyhow::Result;
use thalweg::{
    Error,
    loss::MeanSquaredError,
    nn::{Dense, Sequential, Tanh},
    sequential,
};
use thalweg_watch::{FEATURES, Part, Plan, WINDOW, recordings::Recording};
use thalweg_watch_study::dataset;

/// The network: 416 parameters.
pub const NETWORK: Sequential<(Dense, Tanh, Dense)> =
    sequential!(Dense::new(FEATURES, 8), Tanh::new(8), Dense::new(8, FEATURES));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
const HIDDEN: usize = 8 * (FEATURES + 1);
/// How many exercises there are.
pub const EXERCISES: usize = 7;

const PRETRAINING: Recipe =
    Recipe { update: Update::Adam, learning_rate: 3e-3, epochs: 15, batch: 16, replayed: 0 };
const FROM_SCRATCH: Recipe = Recipe { learning_rate: 1e-2, epochs: 120, batch: 4, ..PRETRAINING };

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
        let plan = Plan::DEFAULT;
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
        let windows = model.known(all());
        let mut parameters = model.parameters;
        fit(&mut parameters, &windows, &PRETRAINING, seed)?;
        model.parameters = parameters;
        Ok(model)
    }

    /// How well it tells a person's later windows of the unseen exercise.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn meet(&self, person: &Person, recipe: &Recipe, seed: u32) -> Result<Areas, Error> {
        let tuning = self.known(person.tuning.iter());
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
    fn known<'w>(
        &self,
        windows: impl Iterator<Item = &'w (Vec<f32>, usize)>,
    ) -> Vec<Labelled<Vec<f32>>> {
        let known = windows.filter(|(_, class)| *class != self.unseen);
        known.map(|(x, _)| self.statistics.apply(x)).map(|x| (x.clone(), x)).collect()
    }

    fn area(&self, parameters: &[f32; PARAMETERS], person: &Person) -> Result<f64, Error> {
        let (mut known, mut unseen) = (Vec::new(), Vec::new());
        for (x, class) in &person.test {
            let x = self.statistics.apply(x);
            let mut rebuilt = outputs(&NETWORK, parameters, &x)?;
            let error = MeanSquaredError.value_and_grad(&mut rebuilt, &x)?;
            if *class == self.unseen { unseen.push(error) } else { known.push(error) }
        }
        Ok(area(&known, &unseen))
    }
}

/// How often one of the second is larger than one of the first: Mann and Whitney's statistic, ties count half.
fn area(small: &[f32], large: &[f32]) -> f64 {
    let wins = |large: &f32| -> f64 {
        let one = |small: &f32| match large.total_cmp(small) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        small.iter().map(one).sum()
    };
    large.iter().map(wins).sum::<f64>() / (small.len() * large.len()).max(1) as f64
}

fn fit(
    parameters: &mut [f32; PARAMETERS],
    windows: &[Labelled<Vec<f32>>],
    recipe: &Recipe,
    seed: u32,
) -> Result<(), Error> {
    let loss = |y: &mut [f32], x: &Vec<f32>| MeanSquaredError.value_and_grad(y, x);
    train(&NETWORK, parameters, 0..PARAMETERS, windows, &[], recipe, seed, loss)
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
                        let tuning = model.known(people[by].tuning.iter());
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

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn the_area_counts_pairs_in_their_order() {
        assert_eq!(area(&[0.1, 0.2], &[0.3, 0.4]), 1.0);
        assert_eq!(area(&[0.3, 0.4], &[0.1, 0.2]), 0.0);
        assert_eq!(area(&[0.1, 0.3], &[0.2, 0.3]), 0.625);
    }
}
