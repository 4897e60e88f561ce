//! Preparing samples in integers, as [`data`](crate::data).

mod normalizer;

pub use normalizer::Normalizer;
