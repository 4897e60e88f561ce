//! The recipe that the page composes: JSON in the page, bytes in its address.

use crate::{lean, message};
use serde::de::DeserializeOwned;
use thalweg::{
    optimizer::Adam,
    recipe::{Clip, Recipe},
    schedule::{AnySchedule, Cosine},
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Larger than the bytes of any recipe of sixteen nodes and eight groups.
const BUFFER: usize = 4096;

/// How the watch fine-tunes: what the page starts with.
pub(crate) fn watch() -> Result<Recipe, thalweg::Error> {
    let settings = thalweg_watch::Settings::DEFAULT;
    let steps = settings.steps(70);
    let cosine = Cosine::new(settings.learning_rate, 0.0, steps - settings.warmup_steps)?;
    let schedule = AnySchedule::from(cosine).warmup(settings.warmup_steps, 0.0)?;
    Ok(Recipe {
        clip: Some(Clip::ByGlobalNorm { max_norm: settings.max_norm, epsilon: 0.0 }),
        batch: settings.batch as u32,
        epochs: settings.epochs,
        seed: settings.seed,
        ..Recipe::new(Adam::DEFAULT, schedule)
    })
}

/// The recipe of a JSON text.
///
/// # Errors
/// What is not of the form, or a schedule that is none.
pub(crate) fn parse(json: &str) -> Result<Recipe, serde_json::Error> {
    read(json)
}

/// What a JSON text says.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    lean::read(&serde_json::from_str(json)?)
}

/// The recipe that the page starts with, as JSON: the watch's own.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn recipe_default() -> Result<String, JsError> {
    serde_json::to_string(&watch().map_err(message)?).map_err(message)
}

/// The JSON of a recipe's bytes.
///
/// # Errors
/// Bytes that are no recipe.
#[wasm_bindgen]
pub fn recipe_read(bytes: &[u8]) -> Result<String, JsError> {
    let recipe: Recipe = Recipe::decode(bytes).map_err(message)?;
    serde_json::to_string(&recipe).map_err(message)
}

/// The bytes of a recipe in JSON.
///
/// # Errors
/// JSON that is no recipe.
#[wasm_bindgen]
pub fn recipe_write(json: &str) -> Result<Vec<u8>, JsError> {
    let recipe = parse(json).map_err(message)?;
    let mut buffer = [0; BUFFER];
    Ok(recipe.encode(&mut buffer).map_err(message)?.to_vec())
}

/// Everything that is wrong with a recipe in JSON, each in one line.
#[wasm_bindgen]
#[must_use]
pub fn recipe_wrong(json: &str) -> Vec<String> {
    match parse(json) {
        Ok(recipe) => recipe.validate().map(|error| error.to_string()).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// The recipe as text for elsewhere: `rust`, `pytorch`, `optax` or `mxnet`.
///
/// # Errors
/// JSON that is no recipe; another word.
#[wasm_bindgen]
pub fn recipe_text(json: &str, language: &str) -> Result<String, JsError> {
    let recipe = parse(json).map_err(message)?;
    Ok(match language {
        "rust" => recipe.rust().to_string(),
        "pytorch" => recipe.pytorch().to_string(),
        "optax" => recipe.optax().to_string(),
        "mxnet" => recipe.mxnet().to_string(),
        _ => {
            return Err(message(format!(
                "language is {language:?}; allowed: rust, pytorch, optax, mxnet"
            )));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_starts_with_a_recipe_that_survives_its_address() {
        let recipe = watch().unwrap();
        assert_eq!(recipe.validate().count(), 0);
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(parse(&json).unwrap(), recipe);
        let mut buffer = [0; BUFFER];
        let bytes = recipe.encode(&mut buffer).unwrap();
        assert_eq!(Recipe::decode(bytes), Ok(recipe));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let mut recipe = watch().unwrap();
        recipe.batch = 0;
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(recipe_wrong(&json), ["batch is 0; allowed: at least 1"]);
        assert!(recipe_wrong("{")[0].contains("EOF"));
    }
}
