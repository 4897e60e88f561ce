//! Optimizers: a [`Rule`] that updates one parameter, and the one loop that runs it over a buffer.
//!
//! A rule is a configuration: a plain value that may live in flash and holds no learning rate, as
//! that is the schedule's. Its per-parameter state lives interleaved in [`Optimizer`]'s fixed buffer,
//! so one rule can drive many optimizers and be swapped without touching their state.

mod averaged;
mod kit;
#[allow(clippy::module_inception)]
mod optimizer;
mod rule;
pub mod rules;
pub mod state;
mod turn;
mod wrappers;

pub use averaged::Averaged;
pub use kit::{Average, Averages, Both, Correction, Epsilon, Inside, Of, Sides, Uncorrected};
use kit::{averages, epsilon::SMALLEST_ROOT, factored, newton_schulz, sides};
pub use optimizer::{Optimizer, Outcome, Progress};
pub use rule::{Elements, Pass, Rule};
pub use rules::*;
pub use state::{
    Bf16, Code, Dynamic, Eight, F16, F32, Float16, Linear, Precision, Slot, Slots, States, blocks,
};
pub use turn::Turn;
pub use wrappers::{Clamped, Decoupled, L2};
