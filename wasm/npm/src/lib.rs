//! The core within the npm package `thalweg`, without its optimizers.
//!
//! Configurations cross the border as the bytes of a recipe, which JavaScript writes by the tables of
//! [`thalweg::guide::recipe_format`]; numbers as typed arrays; errors as an `Error` with the core's message.

mod ema;
mod recipe;
mod schedule;

pub use ema::Average;
pub use recipe::checked;
pub use schedule::{Rates, one_cycle};

use wasm_bindgen::JsError;

/// The message of an error, for JavaScript.
fn message(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
