//! thalweg in the browser: everything that the explorer page draws, trains and reads out.
//!
//! The page computes nothing itself: each number comes from the same crates that the firmware and the
//! tests use, and so has the same bits. Numbers cross the border as typed arrays, configurations as the
//! JSON of the core, errors as a JavaScript `Error` with the message of the crate.

mod cards;
mod curve;
mod ema;
mod lean;
mod noise;
mod race;
mod recipe;
mod response;
mod rules;
mod stepping;
mod tune;

pub use cards::cards;
pub use curve::Curve;
pub use ema::{Average, decay_of};
pub use noise::gradients;
pub use race::{Surface, phases, race, sweep};
pub use recipe::{recipe_default, recipe_read, recipe_text, recipe_write, recipe_wrong};
pub use response::respond;
pub use rules::{RuleAverage, rule_averages};
pub use tune::{Course, Person, people, tasks};

use wasm_bindgen::JsError;

/// The message of an error, for the page.
fn message(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
