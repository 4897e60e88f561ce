//! The schedule of a recipe.

use crate::{message, recipe::read};
use thalweg::{
    optimizer::Sgd,
    recipe::Recipe,
    schedule::{
        AnySchedule, Curve, OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps, Schedule,
    },
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Larger than the bytes of any schedule of sixteen parts.
const BUFFER: usize = 4096;

/// What a recipe's schedule says at each step.
#[wasm_bindgen]
#[derive(Clone, Debug)]
pub struct Rates {
    schedule: AnySchedule,
}

#[wasm_bindgen]
impl Rates {
    /// # Errors
    /// Bytes that are no recipe, a field out of its range.
    #[wasm_bindgen(constructor)]
    pub fn new(recipe: &[u8]) -> Result<Self, JsError> {
        Ok(Self { schedule: read(recipe)?.schedule })
    }

    /// The rate at `step`.
    #[must_use]
    pub fn at(&self, step: u32) -> f32 {
        self.schedule.at(step)
    }

    /// The rates of the steps 0 to `count − 1`.
    #[must_use]
    pub fn sample(&self, count: u32) -> Vec<f32> {
        (0..count).map(|step| self.schedule.at(step)).collect()
    }
}

/// The recipe of a [`OneCycle`] by its options, for [`OneCycleOptions`] without a part of its own: a negative `until`
/// says two phases, 0 three, more the share of the steps at which the third ends its own.
///
/// # Errors
/// A field out of its range.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)] // as JavaScript passes them
pub fn one_cycle(
    max: f32,
    steps: u32,
    pct_start: f32,
    div_factor: f32,
    final_div_factor: f32,
    until: f32,
    linear: bool,
    after_last: bool,
) -> Result<Vec<u8>, JsError> {
    let options = OneCycleOptions {
        pct_start,
        div_factor,
        final_div_factor,
        phases: match until {
            0.0 => OneCyclePhases::Three,
            _ if until < 0.0 => OneCyclePhases::Two,
            _ => OneCyclePhases::ThreeUntil(until),
        },
        curve: if linear { Curve::Linear } else { Curve::Cosine },
        steps: if after_last { OneCycleSteps::AfterLast } else { OneCycleSteps::LastIsFinal },
    };
    let cycle = OneCycle::new(max, steps, &options).map_err(message)?;
    let recipe: Recipe = Recipe::new(Sgd, AnySchedule::from(cycle));
    let mut buffer = [0; BUFFER];
    Ok(recipe.encode(&mut buffer).map_err(message)?.to_vec())
}
