//! Shared by the tests that no single crate can hold: reference vectors, recipes, checkpoints as bytes, configurations, a
//! training.

pub mod checkpoints;
pub mod configuration;
pub mod recipes;
pub mod training;
pub mod vectors;

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
