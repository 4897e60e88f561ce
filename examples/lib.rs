//! Shared by the examples: the data of eight people, how a model is pre-trained on some of them, how
//! its learning rate is found, and how a fine-tuning runs step by step; and the curves of all schedules.

pub mod curves;
pub mod persons;
pub mod pretraining;
pub mod range;
pub mod sheet;
pub mod tuning;
