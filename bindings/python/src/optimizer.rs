//! An optimizer of any rule, over numpy arrays.

use crate::{arrays, recipe::Recipe, refused};
use pyo3::prelude::*;
use thalweg::{
    gradient::{AddDecayedWeights, ClipByGlobalNorm, ClipByValue, SkipNonFinite},
    group::{Group, Hyperparams},
    optimizer::Outcome,
    recipe::{AnyRule, RuleSet},
};
use thalweg_any::{Steps, Way, defaults, of_recipe, of_rule};

/// Every rule's name and default settings, as JSON.
#[pyfunction]
pub(crate) fn rules() -> PyResult<String> {
    let all: Result<serde_json::Map<_, _>, _> = defaults()
        .iter()
        .map(|rule| match serde_json::to_value(rule)? {
            serde_json::Value::Object(mut of) => {
                Ok((rule.name().to_owned(), of.remove(rule.name()).unwrap_or_default()))
            }
            // A rule without settings is its name.
            _ => Ok((rule.name().to_owned(), serde_json::Value::Null)),
        })
        .collect();
    all.and_then(|all| serde_json::to_string(&all)).map_err(refused)
}

#[pyclass(module = "thalweg")]
pub(crate) struct Optimizer {
    steps: Box<dyn Steps>,
    #[pyo3(get)]
    len: usize,
}

#[pymethods]
impl Optimizer {
    /// `rule` is JSON of a rule, as a recipe has it.
    #[new]
    #[pyo3(signature = (rule, rows, columns, max_value, max_norm, weight_decay))]
    fn new(
        rule: &str,
        rows: usize,
        columns: Option<usize>,
        max_value: Option<f32>,
        max_norm: Option<f32>,
        weight_decay: Option<f32>,
    ) -> PyResult<Self> {
        let rule: AnyRule = serde_json::from_str(rule).map_err(refused)?;
        let group = columns.map_or(Group::vector(rows), |columns| Group::matrix(rows, columns));
        let way: Way = (
            SkipNonFinite::DEFAULT,
            max_value.map(ClipByValue::new),
            max_norm.map(ClipByGlobalNorm::new),
            weight_decay.map(|weight_decay| AddDecayedWeights { weight_decay }),
        );
        let steps = of_rule(&rule, way, group).map_err(refused)?;
        Ok(Self { steps, len: group.length })
    }

    #[staticmethod]
    fn of_recipe(recipe: &Recipe, n: usize) -> PyResult<Self> {
        Ok(Self { steps: of_recipe(&recipe.0, n).map_err(refused)?, len: n })
    }

    fn step(
        &mut self,
        parameters: &Bound<'_, PyAny>,
        gradient: &Bound<'_, PyAny>,
        learning_rate: f32,
        momentum: Option<f32>,
        weight_decay: Option<f32>,
    ) -> PyResult<&'static str> {
        let mut w = arrays::read_writable(parameters, "parameters")?;
        let g = arrays::read(gradient, "gradient")?;
        let hyperparams = Hyperparams { learning_rate, momentum, weight_decay };
        let outcome = self.steps.step(&mut w, &g, hyperparams).map_err(refused)?;
        arrays::write(parameters, &w)?;
        Ok(match outcome {
            Outcome::Applied => "applied",
            Outcome::Waiting => "waiting",
            Outcome::Skipped => "skipped",
            Outcome::Diverged => "diverged",
        })
    }

    fn reset(&mut self) {
        self.steps.reset();
    }

    #[getter]
    fn steps(&self) -> u32 {
        self.steps.counters().steps
    }

    #[getter]
    fn skipped(&self) -> u32 {
        self.steps.counters().skipped
    }
}
