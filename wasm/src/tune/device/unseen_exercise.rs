//! An exercise never seen: seven networks, one without each exercise, and the threshold that each keeps.

use super::{Kind, Meeting, Visit};
use crate::tune::{audit::findings, task::composed};
use thalweg::{
    Error,
    optimizer::Adam,
    recipe::{AnyLoss, Recipe},
    schedule::Schedule,
};
use thalweg_tasks::{
    Factory, Refusal,
    unseen_exercise::{EXERCISES, PARAMETERS, RECIPE, UnseenExercise},
};
use thalweg_tasks_study::{
    script::{Act, Problem, Script},
    unseen_exercise::script,
};
use thalweg_watch::recordings;

pub(super) struct UnseenExercises;

/// How many windows are learnt by the network that has not seen one of the exercises.
fn lessons(script: &Script, unseen: usize) -> usize {
    let seen = |act: &&Act| matches!(act, Act::Learn(_, label) if *label != unseen as f32);
    script.acts.iter().filter(seen).count()
}

/// How it is trained.
fn recipe(script: &Script, unseen: usize) -> Result<Recipe, Error> {
    let composed = composed(RECIPE, Adam::DEFAULT, lessons(script, unseen))?;
    Ok(Recipe { loss: AnyLoss::MeanSquaredError, ..composed })
}

impl Kind for UnseenExercises {
    fn problem(&self) -> Problem {
        Problem::UnseenExercise
    }

    /// A file is of one.
    fn people(&self, _: &[u8]) -> Result<Vec<String>, String> {
        Ok(vec![String::new()])
    }

    fn meeting(&self, file: &[u8], _: &str, _: bool) -> Result<Meeting, String> {
        let all = recordings::read_plain(file).map_err(|error| error.to_string())?;
        let script = script(String::new(), &all).map_err(|error| error.to_string())?;
        Ok(Meeting { script, parts: Vec::new(), findings: findings(&all) })
    }

    fn recipe(&self, script: &Script) -> Result<Recipe, Error> {
        recipe(script, 0)
    }

    /// One network after the other.
    fn rates(&self, script: &Script, steps: usize) -> Result<Vec<f32>, Error> {
        let mut rates = Vec::with_capacity(steps);
        for unseen in 0..EXERCISES {
            let recipe = recipe(script, unseen)?;
            let of_one = 0..RECIPE.steps(lessons(script, unseen));
            rates.extend(of_one.map(|step| recipe.schedule.at(step)));
        }
        rates.truncate(steps);
        Ok(rates)
    }

    fn parameters(&self) -> usize {
        PARAMETERS
    }

    fn thresholds(&self) -> u8 {
        EXERCISES as u8
    }

    fn ram_bytes(&self) -> usize {
        size_of::<UnseenExercise<'_>>() + size_of::<<UnseenExercise<'_> as Factory<'_>>::Memory>()
    }

    fn make(&self, visit: &mut Visit<'_>) -> Result<(), Refusal> {
        visit(&mut UnseenExercise::factory(&mut Box::new(UnseenExercise::ZERO))?)
    }
}
