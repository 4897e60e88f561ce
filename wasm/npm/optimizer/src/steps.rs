//! The optimizer of a recipe, over parameters that JavaScript holds.

use crate::message;
use thalweg::{
    Error,
    group::Group,
    optimizer::Outcome,
    recipe::{Recipe, StatePrecision},
};
use thalweg_any::{Way, of_rule};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// An optimizer of any rule and length.
#[wasm_bindgen]
pub struct Steps {
    steps: Box<dyn thalweg_any::Steps>,
    outcome: Option<Outcome>,
}

#[wasm_bindgen]
impl Steps {
    /// For `rows` parameters, or a matrix of so many `columns` where those are above 0.
    ///
    /// # Errors
    /// Bytes that are no recipe, what this does not follow.
    #[wasm_bindgen(constructor)]
    pub fn new(recipe: &[u8], rows: u32, columns: u32) -> Result<Self, JsError> {
        let recipe = Recipe::decode(recipe).map_err(message)?;
        let group = match columns {
            0 => Group::vector(rows as usize),
            _ => Group::matrix(rows as usize, columns as usize),
        };
        Ok(Self { steps: optimizer(&recipe, group).map_err(message)?, outcome: None })
    }

    /// Changes the parameters; false if the step was not applied, or left what is not finite: [`outcome`](Self::outcome) says
    /// which.
    ///
    /// # Errors
    /// Another length, a rate out of its range: nothing is changed then.
    pub fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rate: f32,
    ) -> Result<bool, JsError> {
        let outcome = self.steps.step(parameters, gradient, rate.into()).map_err(message)?;
        self.outcome = Some(outcome);
        Ok(outcome == Outcome::Applied)
    }

    /// What became of the last step: 0 none yet, 1 applied, 2 waiting for more gradients, 3 skipped, 4 diverged.
    #[must_use]
    pub fn outcome(&self) -> u8 {
        self.outcome.map_or(0, |outcome| match outcome {
            Outcome::Applied => 1,
            Outcome::Waiting => 2,
            Outcome::Skipped => 3,
            Outcome::Diverged => 4,
        })
    }

    /// Back to before the first step.
    pub fn reset(&mut self) {
        self.steps.reset();
        self.outcome = None;
    }

    /// How many steps were applied.
    #[must_use]
    pub fn applied(&self) -> u32 {
        self.steps.counters().steps
    }

    /// How many steps were skipped.
    #[must_use]
    pub fn skipped(&self) -> u32 {
        self.steps.counters().skipped
    }
}

fn optimizer(recipe: &Recipe, group: Group) -> Result<Box<dyn thalweg_any::Steps>, Error> {
    let conflict = |field, with| Err(Error::Conflict { field, with });
    if recipe.precision != StatePrecision::F32 {
        return conflict("precision", "allowed in JavaScript: F32");
    }
    if !recipe.groups.as_slice().is_empty() {
        return conflict("groups", "allowed in JavaScript: none");
    }
    recipe.refuse_selection()?;
    of_rule(&recipe.rule, recipe.chain::<Way>()?, group)
}
