//! Four smaller real problems, each from what is measured to a tuned network: vowels by a new speaker, a new speaker as a
//! new class, a humidity sensor for a station that has none, an exercise never seen; and a [general] one, for anybody's own.
//! The vowels are there twice, in floats and wholly in [integers](integer_vowels), and so is the watch, whose main job is in
//! floats: in [integers](integer_watch).
//!
//! Device and host share this, bit for bit: a [`Task`] hears samples, learns labelled ones, adapts step by step, and
//! judges others; [`carry_out`] lets a host tell it so over a [line](wire). What it has learnt is kept in a
//! [checkpoint](thalweg::checkpoint), from which it goes on to the same bits.
#![no_std]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod general;
pub mod humidity;
pub mod integer_vowels;
pub mod integer_watch;
pub mod integers;
mod kept;
mod model;
mod moved;
pub mod new_speaker;
mod recipe;
#[cfg(feature = "tables")]
pub mod tables;
pub mod task;
pub mod training;
pub mod unseen_exercise;
pub mod vowels;
pub mod wire;

pub use model::Known;
pub use moved::Moved;
pub use recipe::{Recipe, Update};
pub use task::{Factory, Keeps, Refusal, State, Task, Verdict};
pub use thalweg::Error;
pub use training::{
    Course, CourseMemory, Lesson, Plan, Progress, Room, initial, initialize, of_class,
};
pub use wire::carry_out;
