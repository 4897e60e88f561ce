//! An exercise never seen: seven networks, one without each exercise, and the threshold that each keeps.

use super::{Kind, Meeting, Visit, learnt};
use thalweg::{
    Error,
    optimizer::Adam,
    recipe::{AnyLoss, Clip, Recipe},
    schedule::Schedule,
};
use thalweg_tasks::{
    Factory, Refusal,
    unseen_exercise::{EXERCISES, PARAMETERS, RECIPE, UnseenExercise},
};
use thalweg_tasks_study::{
    script::{Problem, Script},
    unseen_exercise::script,
};
use thalweg_watch::recordings;

/// Of the order of the windows, as the device has it.
const SEED: u32 = 1;

pub(super) struct UnseenExercises;

/// How many windows are learnt by the network that has not seen one of the exercises.
fn lessons(script: &Script, unseen: usize) -> usize {
    learnt(script, |label| label != unseen as f32)
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
        Ok(Meeting { script, months: Vec::new() })
    }

    /// Of the first network; the others follow the same.
    fn recipe(&self, script: &Script) -> Result<Recipe, Error> {
        let plan = RECIPE.plan((), lessons(script, 0), SEED)?;
        let max_norm = thalweg_tasks::Recipe::MAX_NORM;
        Ok(Recipe {
            loss: AnyLoss::MeanSquaredError,
            clip: Some(Clip::ByGlobalNorm { max_norm, epsilon: 0.0 }),
            batch: plan.batch as u32,
            epochs: plan.epochs,
            seed: plan.seed,
            ..Recipe::new(Adam::DEFAULT, plan.schedule.into())
        })
    }

    /// One network after the other.
    fn rates(&self, script: &Script) -> Result<Vec<f32>, Error> {
        let mut rates = Vec::new();
        for unseen in 0..EXERCISES {
            let samples = lessons(script, unseen);
            let schedule = RECIPE.plan((), samples, SEED)?.schedule;
            rates.extend((0..RECIPE.steps(samples)).map(|step| schedule.at(step)));
        }
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
