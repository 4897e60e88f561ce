//! Optimizers and schedules in integers: what their docs promise, and the real task.

mod rules;
mod schedules;
mod task;
