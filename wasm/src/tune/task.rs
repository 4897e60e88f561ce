//! What the page can fine-tune: the tasks of `tasks/` that tell classes apart.

mod new_speaker;
mod vowels;
mod watch;

use thalweg::{
    Error,
    nn::{Dense, Relu, Sequential},
    recipe::Recipe,
};

/// The network of a task.
pub(super) type Network = Sequential<(Dense, Relu, Dense)>;
/// Features, normalised, and their class.
pub(super) type Sample = (Vec<f32>, usize);

/// What there is of somebody.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    /// What is labelled and learnt.
    pub(super) tuning: Vec<Sample>,
    /// What a step takes some of besides, of those that the network knows.
    pub(super) before: Vec<Sample>,
    /// What it is asked about.
    pub(super) test: Vec<Sample>,
    /// The same as the factory's network is shown it; none where that is no other.
    pub(super) uncalibrated: Vec<Sample>,
}

/// In which order the samples are taken, as the device does it, bit for bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Epochs {
    /// Each epoch shuffles the samples as they came, and takes them from the end.
    Anew,
    /// Each shuffles the order of the one before, and takes them from the front.
    Onwards,
}

/// A task: who is in a file, and what is learnt and asked of them.
pub(super) trait Task: Sync {
    /// Its folder in `tasks/`.
    fn name(&self) -> &'static str;
    /// The classes.
    fn classes(&self) -> Vec<String>;
    /// How many of them, from the first on, the network knows before.
    fn known(&self) -> usize {
        self.classes().len()
    }
    /// The people in a file whom it can meet; one without a name is all of it. `own`: not the committed one.
    ///
    /// # Errors
    /// In one line, what is wrong with the file.
    fn people(&self, file: &[u8], own: bool) -> Result<Vec<String>, String>;
    /// What there is of one of them.
    ///
    /// # Errors
    /// In one line, what is wrong with the file, or that nobody has this name.
    fn samples(&self, file: &[u8], person: &str, own: bool) -> Result<Samples, String>;
    fn network(&self) -> Network;
    /// The parameters that the device begins with.
    ///
    /// # Errors
    /// None.
    fn start(&self) -> Result<Vec<f32>, Error>;
    /// As all smaller tasks have it.
    fn epochs(&self) -> Epochs {
        Epochs::Onwards
    }
    /// How many samples of before a step takes.
    fn replayed(&self) -> usize {
        0
    }
    /// How much of the way from the start is left at the end.
    fn share(&self) -> f32 {
        1.0
    }
    /// What the device does with so many labelled samples where no recipe is told.
    ///
    /// # Errors
    /// None.
    fn recipe(&self, samples: usize) -> Result<Recipe, Error>;
    /// Bytes of RAM of the task but for the rule's state, and but for the stack.
    fn ram_bytes(&self) -> usize;
}

/// All of them.
pub(super) static TASKS: [&dyn Task; 3] =
    [&watch::Watch, &vowels::Vowels, &new_speaker::NewSpeaker];

/// The task of this name.
pub(super) fn task(name: &str) -> Result<&'static dyn Task, String> {
    let found = TASKS.into_iter().find(|task| task.name() == name);
    found.ok_or_else(|| format!("task is {name:?}; allowed: {}", TASKS.map(Task::name).join(", ")))
}

/// That nobody has this name.
fn nobody(person: &str, people: &[String]) -> String {
    format!("person is {person:?}; allowed: {}", people.join(", "))
}

/// More people than these have no place on a page.
const MOST_PEOPLE: usize = 100;

/// Different names, in the order in which they come.
fn names<'n>(all: impl Iterator<Item = &'n str>) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if names.last().is_some_and(|last| last == name) || names.iter().any(|met| met == name) {
            continue;
        }
        if names.len() == MOST_PEOPLE {
            return Err(format!("more than {MOST_PEOPLE} people; allowed: up to {MOST_PEOPLE}"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// The recipe of a smaller task, as the recipe of a page.
fn composed(
    own: thalweg_tasks::Recipe,
    rule: impl Into<thalweg::recipe::AnyRule>,
    samples: usize,
) -> Result<Recipe, Error> {
    let plan = own.plan((), samples, 1)?;
    let max_norm = thalweg_tasks::Recipe::MAX_NORM;
    Ok(Recipe {
        clip: Some(thalweg::recipe::Clip::ByGlobalNorm { max_norm, epsilon: 0.0 }),
        batch: plan.batch as u32,
        epochs: plan.epochs,
        seed: plan.seed,
        ..Recipe::new(rule, plan.schedule.into())
    })
}
