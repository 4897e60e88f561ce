//! The smaller tasks on the host: each module reads the data of one and says what fine-tuning gains on it, with settings
//! that were chosen on a split which its table does not report.

pub mod humidity;
pub mod new_speaker;
mod read;
mod statistics;
mod training;
pub mod unseen_exercise;
pub mod vowels;
pub mod watch;

pub use statistics::{Mean, mean};
pub use training::{Labelled, Recipe, Update, accuracy, initial, train};
