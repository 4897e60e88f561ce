//! Shared by the tests that no single crate can hold: reading the reference vectors.

pub mod vectors;

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
