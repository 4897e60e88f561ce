//! The smaller tasks on the host: each module reads the data of one and says what fine-tuning gains on it, with settings
//! that were chosen on a split which its table does not report.

pub mod factory;
pub mod general;
pub mod humidity;
pub mod integer_vowels;
pub mod integer_watch;
pub mod new_speaker;
mod read;
pub mod script;
mod statistics;
mod training;
pub mod twins;
pub mod unseen_exercise;
pub mod vowels;
pub mod watch;
pub mod wearer;

pub use statistics::{Mean, mean};
pub use thalweg_tasks::{Recipe, Update, initial, of_class};
pub use training::{Labelled, accuracy, outputs, train};
