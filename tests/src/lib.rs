//! Shared by the tests that no single crate can hold: reference vectors, recipes, checkpoints as bytes, configurations.

pub mod checkpoints;
pub mod configuration;
pub mod recipes;
pub mod vectors;

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
