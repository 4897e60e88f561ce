//! Optimizers and schedules in integers: what their docs promise, and the real task.

mod arithmetic;
mod averages;
mod configurations;
mod grouped_partial_step;
mod groups;
mod network;
mod partial_step;
mod restore;
mod rules;
mod schedule_families;
mod schedules;
mod storage;
mod task;
mod training;
