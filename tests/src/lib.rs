//! Shared by the tests that no single crate can hold: reading the reference vectors.

pub mod vectors;
