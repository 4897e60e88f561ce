//! The task of the watch: a person whom a factory's model meets.

use crate::{arrays, recipe::Recipe, refused};
use anyhow::{Context, Result, bail, ensure};
use pyo3::prelude::*;
use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};
use thalweg_watch::{
    Model, PARAMETERS, PLAIN, PRETRAINED, Plan, Settings,
    recordings::{self, Recording},
};
use thalweg_watch_study::training::pretrain;
use thalweg_watch_trial::{Parameters, Person, for_inputs, watch_recipe};

macro_rules! files {
    ($($person:literal)*) => {
        [$(include_bytes!(concat!(
            "../../../tasks/watch/data/shoulder_watch_person", $person, ".csv.gz"
        ))),*]
    };
}

/// The recordings of everyone, from 1.
static FILES: [&[u8]; 8] = files!["01" "02" "03" "04" "05" "06" "07" "08"];

/// The person whom the committed weights have never met.
const NEW_PERSON: usize = 8;

/// A person's recordings, read once.
fn recorded(person: usize) -> Result<&'static [Recording]> {
    static READ: [OnceLock<Vec<Recording>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let index = person.checked_sub(1).filter(|index| *index < FILES.len());
    let index =
        index.with_context(|| format!("person is {person}; allowed: from 1 to {}", FILES.len()))?;
    if let Some(read) = READ[index].get() {
        return Ok(read);
    }
    let read = recordings::read(FILES[index])?;
    Ok(READ[index].get_or_init(|| read))
}

/// Models by the people whom they know, their seed, and whether they are plain.
type Made = HashMap<(Vec<usize>, u64, bool), Model>;

/// The model of a factory that knows these people, trained once; a plain one by the statistics of all, on windows as they are.
fn factory(people: &[usize], seed: u64, plain: bool) -> Result<Model> {
    static MADE: Mutex<Option<Made>> = Mutex::new(None);
    let of_all_others: Vec<usize> = (1..=FILES.len()).filter(|p| *p != NEW_PERSON).collect();
    if people == of_all_others && seed == 1 {
        return Ok(if plain { PLAIN.clone() } else { PRETRAINED.clone() });
    }
    ensure!(!people.is_empty(), "factory has no people; allowed: at least one");
    let key = (people.to_vec(), seed, plain);
    let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if let Some(model) = made.get(&key) {
        return Ok(model.clone());
    }
    let recorded: Vec<_> = people.iter().map(|person| recorded(*person)).collect::<Result<_>>()?;
    let train = if plain { pretrain } else { thalweg_watch_study::factory };
    let model = train(&recorded, seed)?;
    made.insert(key, model.clone());
    Ok(model)
}

fn parameters(array: &Bound<'_, PyAny>) -> PyResult<Parameters> {
    let read = arrays::read(array, "parameters")?;
    let found = read.len();
    let parameters: Result<Parameters, _> = read.try_into();
    let parameters = parameters
        .map_err(|_| refused(format!("parameters has {found} elements; allowed: {PARAMETERS}")))?;
    match parameters.iter().position(|w| !w.is_finite()) {
        None => Ok(parameters),
        Some(index) => Err(refused(format!("parameters[{index}] is not finite; allowed: finite"))),
    }
}

/// The hash that `tests/golden.json` and the devices state, FNV-1a of the bytes.
#[pyfunction]
pub(crate) fn parameters_hash(array: &Bound<'_, PyAny>) -> PyResult<String> {
    let bytes = arrays::read(array, "parameters")?.into_iter().flat_map(f32::to_le_bytes);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ok(format!("{hash:016x}"))
}

#[pyclass(module = "thalweg", frozen)]
pub(crate) struct Watch {
    model: Model,
    person: Person,
    settings: Settings,
}

#[pymethods]
impl Watch {
    #[allow(clippy::too_many_arguments, reason = "they are those of the Python class")]
    #[new]
    #[pyo3(signature = (person, factory, factory_seed, inputs, tuning_windows, wrist, exercise, plain))]
    fn new(
        person: usize,
        factory: Option<Vec<usize>>,
        factory_seed: u64,
        inputs: &str,
        tuning_windows: usize,
        wrist: Option<&str>,
        exercise: Option<&str>,
        plain: bool,
    ) -> PyResult<Self> {
        let make = || {
            let wanted = |r: &&Recording| {
                wrist.is_none_or(|wrist| r.wrist == wrist)
                    && exercise.is_none_or(|code| r.exercise.code() == code)
            };
            let recorded: Vec<_> = recorded(person)?.iter().filter(wanted).cloned().collect();
            ensure!(
                !recorded.is_empty(),
                "no recording of wrist {wrist:?} and exercise {exercise:?}; \
                allowed: L or R, and PEN, ABD, FEL, IR, ER, TRAP or ROW"
            );
            let others = || (1..=FILES.len()).filter(|other| *other != person).collect();
            let model = self::factory(&factory.unwrap_or_else(others), factory_seed, plain)?;
            let model = match inputs {
                "factory" => model,
                "device" => for_inputs(&model, &PRETRAINED),
                _ => bail!("inputs is {inputs:?}; allowed: factory, device"),
            };
            let (plan, settings) = if plain {
                (Plan::APART, Settings::PLAIN)
            } else {
                (Plan::DEFAULT, Settings::DEFAULT)
            };
            let plan = Plan { tuning_windows, ..plan };
            let person = Person::new(&model, &recorded, &plan, &settings)?;
            Ok::<_, anyhow::Error>(Self { model, person, settings })
        };
        make().map_err(refused)
    }

    #[getter]
    fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        arrays::new(py, &self.model.parameters)
    }

    #[getter]
    fn windows(&self) -> usize {
        self.person.windows()
    }

    fn score(&self, array: &Bound<'_, PyAny>) -> PyResult<(u32, u32)> {
        let score = self.person.score(&parameters(array)?);
        Ok((score.right, score.of))
    }

    fn score_uncalibrated(&self, array: &Bound<'_, PyAny>) -> PyResult<(u32, u32)> {
        let score = self.person.score_uncalibrated(&parameters(array)?);
        Ok((score.right, score.of))
    }

    #[pyo3(signature = (learning_rate, epochs, seed))]
    fn recipe(
        &self,
        learning_rate: Option<f32>,
        epochs: Option<u32>,
        seed: u64,
    ) -> PyResult<Recipe> {
        let default = self.settings;
        let settings = Settings {
            learning_rate: learning_rate.unwrap_or(default.learning_rate),
            epochs: epochs.unwrap_or(default.epochs),
            seed,
            ..default
        };
        watch_recipe(&settings, self.person.windows()).map(Recipe).map_err(refused)
    }

    fn tune<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'_, PyAny>,
        recipe: &Recipe,
        mu: f32,
        share: Option<f32>,
    ) -> PyResult<(Bound<'py, PyAny>, u32, u32, f32)> {
        let start = parameters(start)?;
        let share = share.unwrap_or(self.settings.share);
        let tune = || self.person.tune(&start, &recipe.0, mu, share);
        let tuned = py.detach(tune).map_err(refused)?;
        Ok((arrays::new(py, &tuned.parameters)?, tuned.steps, tuned.skipped, tuned.loss))
    }
}
