//! A humidity sensor for a station that has none: every hour is predicted, every sixth is told.

use super::{Kind, Meeting, Visit, learnt};
use thalweg::{
    Error,
    optimizer::Sgd,
    recipe::{AnyLoss, Clip, Recipe},
    schedule::Constant,
};
use thalweg_tasks::{
    Factory, Refusal,
    humidity::{Humidity, MAX_NORM, PARAMETERS, TUNING},
};
use thalweg_tasks_study::{
    humidity::{BOTH, JFK, Station, stations},
    script::{Problem, Script},
};

/// More stations than these have no place on a page.
const MOST_STATIONS: usize = 100;

pub(super) struct HumiditySensor;

fn read(file: &[u8]) -> Result<Vec<Station>, String> {
    let all = stations(file).map_err(|error| error.to_string())?;
    if all.len() > MOST_STATIONS {
        return Err(format!("{} stations; allowed: up to {MOST_STATIONS}", all.len()));
    }
    Ok(all)
}

fn names(all: Vec<Station>) -> Vec<String> {
    all.into_iter().map(|station| station.name).collect()
}

impl Kind for HumiditySensor {
    fn problem(&self) -> Problem {
        Problem::Humidity
    }

    fn people(&self, file: &[u8]) -> Result<Vec<String>, String> {
        read(file).map(names)
    }

    fn meeting(&self, file: &[u8], person: &str, own: bool) -> Result<Meeting, String> {
        let all = read(file)?;
        let Some(station) = all.iter().find(|station| station.name == person) else {
            return Err(format!("station is {person:?}; allowed: {}", names(all).join(", ")));
        };
        let script = station.script(if own { BOTH } else { JFK });
        let script = script.map_err(|error| error.to_string())?;
        Ok(Meeting { script, months: station.months().collect() })
    }

    /// Each reference is gone through once when it is told, and again at each of those that follow, as many times in all as
    /// references are remembered.
    fn recipe(&self, _: &Script) -> Result<Recipe, Error> {
        Ok(Recipe {
            loss: AnyLoss::MeanSquaredError,
            clip: Some(Clip::ByGlobalNorm { max_norm: MAX_NORM, epsilon: 0.0 }),
            batch: 1,
            epochs: TUNING.remembered as u32,
            ..Recipe::new(Sgd, Constant::new(TUNING.learning_rate)?.into())
        })
    }

    fn rates(&self, script: &Script) -> Result<Vec<f32>, Error> {
        let references = 1..=learnt(script, |_| true);
        let steps = references.map(|told| told.min(TUNING.remembered)).sum();
        Ok(vec![TUNING.learning_rate; steps])
    }

    fn parameters(&self) -> usize {
        PARAMETERS
    }

    fn ram_bytes(&self) -> usize {
        size_of::<Humidity<'_>>() + size_of::<<Humidity<'_> as Factory<'_>>::Memory>()
    }

    fn make(&self, visit: &mut Visit<'_>) -> Result<(), Refusal> {
        visit(&mut Humidity::factory(&mut Box::new(Humidity::ZERO))?)
    }
}
