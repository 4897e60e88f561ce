//! Shared by the examples: the data of eight people, and how a model is pre-trained on some of them.

pub mod persons;
pub mod pretraining;
