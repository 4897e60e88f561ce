//! Preparing samples for training.

mod normalizer;
mod running_statistics;

pub use normalizer::Normalizer;
pub use running_statistics::{RunningStatistics, RunningStatisticsState};
