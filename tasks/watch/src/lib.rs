//! A smart-watch recognises the physiotherapy exercises of a person it has never met less well than
//! those of the people it was trained on. Half a minute of labelled repetitions, and it adapts.
//!
//! This is the application that the firmware, the browser and the host share, bit for bit:
//!
//! ```text
//! Sample ─▶ Windows ─▶ features ─▶ Adapter: learn ─▶ begin, step, step … ─▶ classify
//! 50 Hz     2 s         24          labelled ones     fine-tuning
//! ```
#![no_std]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

#[cfg(feature = "recordings")]
extern crate std;

mod adapter;
mod audit;
mod calibration;
mod checkpoint;
mod course;
mod exercise;
mod hash;
mod integers;
mod learn_error;
mod model;
mod plan;
#[cfg(feature = "recordings")]
pub mod recordings;
mod replay;
mod room;
mod score;
mod session;
mod settings;
pub mod training;
mod windows;
pub mod wire;

pub use adapter::{Adapter, CAPACITY, diverged};
pub use audit::{Audit, Finding};
pub use calibration::{POPULATION, own_statistics};
pub use course::Progress;
pub use exercise::Exercise;
pub use hash::{hash_of, parameters_hash};
pub use integers::{IntegerFeature, Integers};
pub use learn_error::LearnError;
pub use model::{
    CLASSES, FEATURES, HIDDEN, MODEL_BYTES, Model, NETWORK, PARAMETERS, PLAIN, PLAIN_BYTES,
    PRETRAINED, floats, named,
};
pub use plan::{Part, Plan};
pub use replay::{REPLAY, REPLAY_BYTES, Replay};
pub use room::{AdapterMemory, Buffers, Room};
pub use score::Score;
pub use session::{Next, Session};
pub use settings::{IntegerRate, Settings};
pub use thalweg::Error;
pub use windows::{CHANNELS, RATE_HZ, Sample, Units, WINDOW, Windows};
