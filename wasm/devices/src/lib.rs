//! The tasks that the explorer plays to their devices' own code: what somebody does with a device, as the host tells it to a
//! board, and what the device makes of it, to the same bits. And what looks wrong with a file of one's own, of any task.
//!
//! The page computes nothing itself: errors over time, alarms and figures come from here.

mod audit;
mod device;
mod kinds;
mod played;

pub use audit::{Committed, findings};
pub use device::{Device, people, tasks};
pub use played::Played;

use wasm_bindgen::JsError;

/// The message of an error, for the page.
fn message(error: impl core::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}
