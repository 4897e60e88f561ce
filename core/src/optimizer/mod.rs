//! Optimizers: a [`Rule`] that updates one parameter, and the one loop that runs it over a buffer.
//!
//! A rule is a configuration: a plain value that may live in flash and holds no learning rate, as
//! that is the schedule's. Its per-parameter state lives interleaved in [`Optimizer`]'s fixed buffer,
//! so one rule can drive many optimizers and be swapped without touching their state.

mod adam;
mod averages;
mod dampened;
mod decay;
mod group;
mod heavy_ball;
mod precision;
mod rates;
mod rule;
mod run;
mod sgd;
mod slots;

pub use adam::{Adam, AdamW};
pub use averages::{Average, Averages, Correction, Of};
pub use dampened::DampenedMomentum;
pub use decay::{Decoupled, L2};
pub use group::{Group, Groups, Layout, Whole};
pub use heavy_ball::{HeavyBall, HeavyBallNesterov, MxnetNesterov};
pub use precision::{F32, Precision, States};
pub use rates::Rates;
pub use rule::{Elements, Pass, Rule};
pub use run::{Optimizer, Outcome, Progress};
pub use sgd::{Momentum, Nesterov, Sgd};
pub use slots::{Slot, Slots};
