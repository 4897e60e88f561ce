//! The catalogue of the crate: everything of a kind, once.
//!
//! Benches, proofs, tests and the explorer walk these lists, so that what is added here is measured, proved,
//! tested and drawn everywhere.
#![no_std]

mod fixed_rules;
pub mod hostile;
mod numbers;
mod rules;
mod schedules;
mod tensor_rules;

pub use numbers::{LEARNING_RATE, LENGTHS, gradient, hash, parameters};
pub use schedules::{HORIZON, POINTS, SCHEDULE_STEPS};
pub use thalweg::{fixed, optimizer, schedule};
