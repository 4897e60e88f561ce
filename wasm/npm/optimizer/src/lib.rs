//! The optimizers within the npm package `thalweg`: every rule, over parameters that JavaScript holds. The rest of the
//! package, which most load alone, does without.

mod steps;

pub use steps::Steps;

use wasm_bindgen::JsError;

/// The message of an error, for JavaScript.
fn message(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
