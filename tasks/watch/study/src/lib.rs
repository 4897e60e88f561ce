//! The watch on the host: the data of eight people, how a model is pre-trained on some of them, how its
//! learning rate is found, and how a fine-tuning runs step by step.

pub mod dataset;
mod factory;
pub mod files;
pub mod fine_tuning;
mod meeting;
pub mod range_test;
pub mod tables;
pub mod training;
mod worn;

pub use factory::factory;
pub use meeting::{Accuracies, meet};
pub use worn::{AS_WORN, COPIES, worn};
