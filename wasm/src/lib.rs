//! thalweg in the browser: everything that the explorer page draws, trains and reads out.
//!
//! The page computes nothing itself: each number comes from the same crates that the firmware and the
//! tests use, and so has the same bits. Numbers cross the border as typed arrays, errors as a
//! JavaScript `Error` with the message of the crate.

mod ema;
mod job;
mod learning_rate;
mod noise;
mod rules;
mod valley;

pub use ema::{Average, decay_of};
pub use job::Job;
pub use learning_rate::LearningRate;
pub use noise::gradients;
pub use rules::{RuleAverage, rule_averages};
pub use valley::{descent, terrain};

use wasm_bindgen::JsError;

/// The message of an error, for the page.
fn message(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
