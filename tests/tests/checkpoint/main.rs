//! A checkpoint holds all that a training needs to go on, is refused where it does not belong, and notices every flip:
//! `cargo test -p thalweg-tests --test checkpoint`. The gate runs it with optimisation, and with `--include-ignored`
//! what takes longer.

mod feedbacks;
mod flips;
mod golden;
mod refusals;
mod rules;
mod schedules;
mod stored;
mod training;
mod transforms;
