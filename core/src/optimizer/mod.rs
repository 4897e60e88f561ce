//! Optimizers: a [`Rule`] that updates one parameter, and the one loop that runs it over a buffer.
//!
//! A rule is a configuration: a plain value that may live in flash and holds no learning rate, as
//! that is the schedule's. Its per-parameter state lies in an [`Optimizer`], or in a [`Memory`] that is lent
//! to it, so one rule can drive many optimizers and be swapped without touching their state.
//!
//! Here are the rules that most people look for; all of them are in [`rules`], the precisions of the state
//! in [`state`], where ε stands in [`epsilon`], and what a rule averages in [`describe`], and what a rule of
//! one's own is made of in [`rule`].

mod checkpoint;
mod counters;
pub mod describe;
mod eval_params;
mod group_pass;
mod kept;
mod kit;
#[allow(clippy::module_inception)]
mod optimizer;
mod optimizer_making;
mod partial_step;
pub mod rule;
pub mod rules;
mod slots;
pub mod state;
#[cfg(all(test, target_arch = "x86_64"))]
mod told;
mod wrappers;

pub use counters::Counters;
use describe::{BiasCorrection, Description, EmaDescription, Quantity};
pub use eval_params::EvalParams;
use group_pass::GroupPass;
pub use kit::epsilon;
use kit::epsilon::SMALLEST_ROOT;
use kit::{
    ema, factored, newton_schulz, norms, rows_and_columns, rows_and_columns::RowsAndColumns,
};
pub use optimizer::{Optimizer, Outcome};
pub use partial_step::PartialStep;
pub use rule::Rule;
use rule::{GroupState, GroupStep, Tensor};
pub use rules::{
    AdaGrad, Adafactor, Adam, AdamW, AmsGrad, Lion, Momentum, NAdam, Nesterov, RAdam, RmsProp,
    ScheduleFreeAdamW, ScheduleFreeSgd, Sgd,
};
use slots::{MomentKind, Slots};
pub use state::Memory;
use state::{Precision, Storage};
#[cfg(feature = "micromath")]
pub use wrappers::Micromath;
pub use wrappers::{Clamped, Decoupled, L2};
