//! Preparing samples for training.

mod normalizer;

pub use normalizer::Normalizer;
