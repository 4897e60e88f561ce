//! Optimizers: a [`Rule`] that updates one parameter, and the one loop that runs it over a buffer.
//!
//! A rule is a configuration: a plain value that may live in flash and holds no learning rate, as
//! that is the schedule's. Its per-parameter state lives interleaved in [`Optimizer`]'s fixed buffer,
//! so one rule can drive many optimizers and be swapped without touching their state.

mod adam;
mod rates;
mod rule;
mod run;
mod sgd;

pub use adam::Adam;
pub use rates::Rates;
pub use rule::{Rule, Slots};
pub use run::{Optimizer, Outcome};
pub use sgd::{Momentum, Nesterov, Sgd};
