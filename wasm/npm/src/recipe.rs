//! Recipes as bytes.

use crate::message;
use thalweg::recipe::Recipe;
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// Larger than the bytes of any recipe of sixteen parts and eight groups.
const BUFFER: usize = 4096;

/// The recipe of its bytes, as far as everything in it is in its range.
pub(crate) fn read(bytes: &[u8]) -> Result<Recipe, JsError> {
    let recipe: Recipe = Recipe::decode(bytes).map_err(message)?;
    let wrong = recipe.validate().next();
    wrong.map_or(Ok(recipe), |error| Err(message(error)))
}

/// The same recipe as the core writes it.
///
/// # Errors
/// Bytes that are no recipe, a field out of its range.
#[wasm_bindgen]
pub fn checked(bytes: &[u8]) -> Result<Vec<u8>, JsError> {
    let mut buffer = [0; BUFFER];
    Ok(read(bytes)?.encode(&mut buffer).map_err(message)?.to_vec())
}
