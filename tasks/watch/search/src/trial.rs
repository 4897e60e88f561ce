//! One recipe, one person, one seed.

use crate::candidates::Candidate;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};
use thalweg::recipe::Recipe;
use thalweg_watch::{Model, Plan, Settings, recordings::Recording};
use thalweg_watch_study::{dataset, training::pretrain};
use thalweg_watch_trial::Person;

/// What is tried: `person` meets a model of the people who take part but him and `outer`, for whom the choice is made;
/// where that is the same person, what is reported is measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Trial {
    pub(crate) fingerprint: String,
    pub(crate) person: usize,
    pub(crate) outer: usize,
    pub(crate) people: usize,
    pub(crate) seed: u64,
    pub(crate) recipe: Recipe,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) before: u32,
    pub(crate) after: u32,
    pub(crate) of: u32,
}

impl Trial {
    /// Every recipe, every pair of people, every seed; a pair knows no order where two people are meant.
    pub(crate) fn all(candidates: &[Candidate], people: usize, seeds: &[u64]) -> Vec<Self> {
        let mut all = Vec::new();
        for outer in 1..=people {
            for person in 1..=people {
                for &seed in seeds {
                    all.extend(
                        candidates
                            .iter()
                            .map(|of| Self::new(&of.recipe, person, outer, people, seed)),
                    );
                }
            }
        }
        all
    }

    pub(crate) fn new(
        recipe: &Recipe,
        person: usize,
        outer: usize,
        people: usize,
        seed: u64,
    ) -> Self {
        let recipe = Recipe { seed, ..recipe.clone() };
        let fingerprint = format!("{:08x}", recipe.fingerprint());
        Self { fingerprint, person, outer, people, seed, recipe }
    }

    /// What it is kept under.
    pub(crate) fn key(&self) -> String {
        let Self { fingerprint, person, outer, people, seed, .. } = self;
        format!("{fingerprint} person {person} outer {outer} of {people} seed {seed}")
    }

    /// Those whom the model knows.
    fn factory(&self) -> Vec<usize> {
        (1..=self.people).filter(|p| *p != self.person && *p != self.outer).collect()
    }

    pub(crate) fn run(&self) -> Result<Row> {
        let model = model(&self.factory(), self.seed)?;
        let person = Person::new(&model, recorded(self.person)?, &Plan::APART, &Settings::PLAIN)?;
        let before = person.score(&model.parameters);
        // A recipe that diverges recognises nothing more than before, and is not chosen.
        let after = person.tune(&model.parameters, &self.recipe, 0.0, 1.0);
        let right = after.map_or(0, |tuned| person.score(&tuned.parameters).right);
        Ok(Row { key: self.key(), before: before.right, after: right, of: before.of })
    }
}

fn recorded(person: usize) -> Result<&'static [Recording]> {
    static READ: OnceLock<Vec<Vec<Recording>>> = OnceLock::new();
    if READ.get().is_none() {
        // Two threads may both read; the first one's is kept.
        let _ = READ.set(dataset::load_all()?);
    }
    Ok(READ.get().and_then(|all| all.get(person - 1)).map_or(&[], Vec::as_slice))
}

/// What a factory is known by: whom it knows, and its seed.
type Known = (Vec<usize>, u64);
type Made = Arc<OnceLock<Model>>;

/// The model that knows these people, trained once.
fn model(people: &[usize], seed: u64) -> Result<Model> {
    static MADE: Mutex<Option<HashMap<Known, Made>>> = Mutex::new(None);
    let cell = {
        let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(made.get_or_insert_default().entry((people.to_vec(), seed)).or_default())
    };
    if let Some(model) = cell.get() {
        return Ok(model.clone());
    }
    let known: Vec<_> = people.iter().map(|person| recorded(*person)).collect::<Result<_>>()?;
    let model = pretrain(&known, seed)?;
    Ok(cell.get_or_init(|| model).clone())
}
