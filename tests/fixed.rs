//! Optimizers and schedules in integers: what their docs promise, and the real task.

#[path = "fixed/rules.rs"]
mod rules;
#[path = "fixed/schedules.rs"]
mod schedules;
#[path = "fixed/task.rs"]
mod task;
