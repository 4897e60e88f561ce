//! A checkpoint holds all that a training needs to go on, and is refused where it does not belong: `cargo test
//! -p thalweg-tests --test checkpoint`.

mod feedbacks;
mod fixed;
mod golden;
mod refusals;
mod rules;
mod schedules;
mod stored;
mod training;
mod transforms;
