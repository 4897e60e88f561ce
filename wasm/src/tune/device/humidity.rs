//! A humidity sensor for a station that has none: every hour is predicted, every sixth is told.

use super::{Kind, Meeting, Visit};
use crate::tune::task::{names, nobody};
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

pub(super) struct HumiditySensor;

fn read(file: &[u8]) -> Result<Vec<Station>, String> {
    stations(file).map_err(|error| error.to_string())
}

fn named(all: &[Station]) -> Result<Vec<String>, String> {
    names(all.iter().map(|station| station.name.as_str()))
}

impl Kind for HumiditySensor {
    fn problem(&self) -> Problem {
        Problem::Humidity
    }

    fn people(&self, file: &[u8]) -> Result<Vec<String>, String> {
        named(&read(file)?)
    }

    fn meeting(&self, file: &[u8], person: &str, own: bool) -> Result<Meeting, String> {
        let all = read(file)?;
        let Some(station) = all.iter().find(|station| station.name == person) else {
            return Err(nobody(person, &named(&all)?));
        };
        let script = station.script(if own { BOTH } else { JFK });
        let script = script.map_err(|error| error.to_string())?;
        Ok(Meeting { script, parts: station.months().collect(), findings: Vec::new() })
    }

    /// Each of the last references is gone through at every new one: as many times as there are of them.
    fn recipe(&self, _: &Script) -> Result<Recipe, Error> {
        Ok(Recipe {
            loss: AnyLoss::MeanSquaredError,
            clip: Some(Clip::ByGlobalNorm { max_norm: MAX_NORM, epsilon: 0.0 }),
            batch: 1,
            epochs: TUNING.remembered as u32,
            ..Recipe::new(Sgd, Constant::new(TUNING.learning_rate)?.into())
        })
    }

    fn rates(&self, _: &Script, steps: usize) -> Result<Vec<f32>, Error> {
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
