//! Checkpoints of everything in the catalogue, a line each: saved after a few steps; or, where this was built with those of
//! another target, loaded from them, to go on as the training that never stopped.
#![no_std]

mod cases;
mod hex;

pub use cases::all;

/// What another target has saved: lines of a name and a checkpoint in hexadecimal digits.
pub(crate) const SAVED: &str = include_str!(concat!(env!("OUT_DIR"), "/saved.txt"));
