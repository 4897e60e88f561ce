//! Rules around rules: weight decay, bounds, approximation.

mod clamped;
mod decoupled;
mod forward;
mod l2;
#[cfg(feature = "micromath")]
mod micromath;

pub use clamped::Clamped;
pub use decoupled::Decoupled;
pub use l2::L2;
#[cfg(feature = "micromath")]
pub use micromath::Micromath;
