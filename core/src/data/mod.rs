//! Preparing samples for training.
//!
//! | what | for |
//! |---|---|
//! | [`fn@audit`], [`audit_names`], [`audit_boxes`] | data that nobody has looked at yet |
//! | [`Normalizer`], [`RunningStatistics`] | mean 0, deviation 1 |
//! | [`Augmentation`], [`Mixup`] | more samples out of few |
//! | [`Replay`], [`Reservoir`] | samples of before, so that they are not forgotten |

mod audit;
mod augmentation;
mod checkpoint;
mod fault;
mod mixup;
mod normalizer;
mod reservoir;
mod running_statistics;

pub use audit::{DetectionBox, audit, audit_boxes, audit_names};
pub use augmentation::Augmentation;
pub use fault::{BoxFault, Fault, NameFault};
pub use mixup::Mixup;
pub use normalizer::Normalizer;
pub use reservoir::{Replay, Reservoir, ReservoirState};
pub use running_statistics::{RunningStatistics, RunningStatisticsState};
