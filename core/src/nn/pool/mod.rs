//! Pooling: fewer values of what lies side by side.

mod average;
mod global;
mod max;
mod windows;

pub use average::{AveragePool1d, AveragePool2d};
pub use global::{GlobalAveragePool, GlobalMaxPool};
pub use max::{MaxPool1d, MaxPool2d};
