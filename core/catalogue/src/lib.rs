//! The catalogue of the crate: everything of a kind, once.
//!
//! Benches, proofs, tests and the explorer walk these lists, so that what is added here is measured, proved,
//! tested and drawn everywhere.
//!
//! A list is a macro that calls another with its entries, and with whatever it was given before them:
//!
//! ```
//! use thalweg::optimizer::Rule;
//! use thalweg_catalogue::rules;
//!
//! macro_rules! each {
//!     ([$what:ident] $($name:ident: $type:ty = $value:expr;)*) => {$(
//!         let rule: $type = $value;
//!         assert!(rule.$what().is_ok(), "{}", stringify!($name));
//!     )*};
//! }
//! rules!(each [validate]);
//! ```
#![no_std]

mod any_rules;
mod averages;
mod boards;
mod feedbacks;
mod fixed_averages;
mod fixed_losses;
mod fixed_rules;
mod fixed_schedules;
pub mod hostile;
mod layers;
mod losses;
pub mod numbers;
mod parts;
mod preparations;
mod rules;
mod schedules;
mod tensor_rules;
mod transforms;

pub use boards::{BOARDS, Board, Counter, board, board_for};
pub use layers::{LAYER_VALUES, Network, POOLED, RESIDUAL, TIME};
pub use parts::{combinators, families};
pub use schedules::{HORIZON, LAST, POINTS, SCHEDULE_STEPS};
// The macros find them here, whatever their caller imports.
pub use thalweg::{
    Error, average, data, feedback, fixed, gradient, group, loss, nn, optimizer, schedule,
    sequential,
};
pub use transforms::{GROUPED, GROUPS};
