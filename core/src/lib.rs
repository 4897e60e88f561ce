//! **thalweg**: gradient descent for microcontrollers.
//!
//! A thalweg is the line that water takes down a valley. This crate finds it on a Cortex-M, in a
//! browser tab and in `cargo test`, and lands on the same bits: `no_std`, no heap, no panic, every
//! buffer of a size known at compile time, or lent by the caller.
//!
//! # The way of one training step
//!
//! ```text
//! sample ─ data ─▶ nn ─▶ loss ─▶ nn (backward) ─▶ gradient ─▶ optimizer ─▶ average
//!                                                     ▲
//!                                          schedule ──┘  learning rate as a pure function of the step
//! ```
//!
//! Enter or leave it anywhere. With a network of your own you bring `&[f32]` gradients and need
//! only [`optimizer`] and [`schedule`]:
//!
//! ```
//! use thalweg::optimizer::{Adam, Optimizer};
//! use thalweg::schedule::{Cosine, Schedule};
//!
//! # fn main() -> Result<(), thalweg::Error> {
//! let schedule = Cosine::new(0.1, 0.0, 200)?;
//! let mut optimizer = Optimizer::<Adam, [f32; 2]>::new(Adam::DEFAULT)?;
//! let mut w = [3.0, -2.0];
//! for step in 0..200 {
//!     let gradient = [2.0 * w[0], 20.0 * w[1]]; // of w₀² + 10 w₁²
//!     optimizer.step(&mut w, &gradient, schedule.at(step))?;
//! }
//! assert!(w.iter().all(|w| w.abs() < 1e-2));
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! | module | what it holds |
//! |---|---|
//! | [`math`] | every floating-point function the crate calls, bit-identical everywhere |
//! | [`schedule`] | learning rates: pure functions of the step |
//! | [`optimizer`] | the update rules, and the one loop that runs them over a fixed buffer |
//! | [`gradient`] | what happens to a gradient before the optimizer sees it |
//! | [`nn`], [`loss`] | the layers and losses that fine-tuning needs; layers of your own |
//! | [`data`] | samples: normalised, audited, augmented, mixed, and those of before kept to be trained on again |
//! | [`metric`] | accuracy, confusions, what was forgotten |
//! | [`fixed`] | a whole training in integers, for cores without an FPU: layers, losses, optimizers, schedules, averages |
//! | [`average`] | moving and equal averages, of numbers and of parameters |
//! | [`feedback`] | what follows a metric: early stopping, a rate that falls on a plateau, the range test |
//! | [`group`] | parameters that go by settings of their own |
//! | [`checkpoint`] | states as bytes that are checked when they are read; with `storage` a ring of them in NOR flash that survives a power cut |
//! | [`recipe`] | a whole training as plain data: checked, written as bytes, read |
//! | [`words`] | values as 32-bit words: the bodies of a recipe's sections |
//! | [`guide`] | [from PyTorch, Optax, MXNet and Keras](guide::coming_from); [which rule and schedule](guide::choosing) |
//!
//! # Features
//!
//! `small` takes less flash and more instructions where no instruction takes a root (fixed-point Adam: 236 bytes
//! less, 534 instructions a parameter instead of 321 on a Cortex-M0+); `soft-floats` takes the place of the compiler's routines
//! for `+ - * /` of `f32`, in the whole program, on a Cortex-M whose target has no floating-point unit (an Adam step: 652
//! instructions a parameter instead of 1,358 on a Cortex-M0+, 418 instead of 772 on an M3), and is not for a program in which another
//! crate does that too, as `rp2040-hal` does; `micromath` makes approximate steps
//! available as types; `defmt` logs settings, states, results and errors; `serde` for configurations; `postcard` stores an
//! [`AnySchedule`](schedule::AnySchedule) as bytes; `storage` keeps checkpoints in NOR flash; `print` writes a recipe as
//! Rust, PyTorch, Optax or MXNet, and parameters as C or Rust. On a Cortex-M with an FPU `small` also leaves out the loops
//! in assembly, and on every chip the kilobyte of table by which a [`checkpoint`] is
//! saved in fewer instructions. No feature changes the result of a computation.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(missing_debug_implementations)]
#![forbid(clippy::alloc_instead_of_core)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

pub mod average;
pub mod checkpoint;
mod checksum;
mod config;
pub mod data;
mod default;
mod error;
pub mod feedback;
pub mod fixed;
pub mod gradient;
pub mod group;
pub mod guide;
#[cfg(feature = "serde")]
mod infinite;
#[cfg(feature = "print")]
mod literal;
pub mod loss;
pub mod math;
pub mod metric;
pub mod nn;
mod numbered;
pub mod optimizer;
mod random;
pub mod recipe;
pub mod schedule;
pub mod words;
mod zero;

use default::default;
pub use error::Error;
pub use zero::Zero;
