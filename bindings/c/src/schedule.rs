//! Learning rates as pure functions of the step, each with a warmup in front if asked for.
#![allow(unsafe_code)] // the names

use crate::{
    boundary,
    error::{Error, Refused, Status, done},
};
use thalweg::schedule::{self, Schedule};

/// A straight line from `begin` to the first value of a schedule, which begins when the warmup ends.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Warmup {
    /// How many steps; 0 for no warmup.
    pub steps: u32,
    /// The rate at step 0, at least 0.
    pub begin: f32,
}

/// Half a cosine from `base_lr` to `final_lr`, then held (Loshchilov and Hutter 2017).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Cosine {
    /// The rate at step 0, at least 0.
    pub base_lr: f32,
    /// The rate from step `steps` on, at least 0.
    pub final_lr: f32,
    /// How many steps it falls, at least 1.
    pub steps: u32,
    /// What comes in front.
    pub warmup: Warmup,
}

/// A straight line from `start_lr` to `end_lr`, then held.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Linear {
    /// The rate at step 0, at least 0.
    pub start_lr: f32,
    /// The rate from step `steps` on, at least 0.
    pub end_lr: f32,
    /// How many steps, at least 1.
    pub steps: u32,
    /// What comes in front.
    pub warmup: Warmup,
}

/// base · factor^⌊t / period⌋, and not below a floor.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct StepDecay {
    /// The rate at step 0, at least 0.
    pub base_lr: f32,
    /// What it is multiplied by, above 0 and at most 1.
    pub factor: f32,
    /// Every how many steps, at least 1.
    pub period: u32,
    /// The least rate, at least 0.
    pub floor: f32,
    /// What comes in front.
    pub warmup: Warmup,
}

/// base · rate^(t / steps).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Exponential {
    /// The rate at step 0, at least 0.
    pub base_lr: f32,
    /// What it is multiplied by in `steps` steps, above 0.
    pub rate: f32,
    /// How many steps, at least 1.
    pub steps: u32,
    /// What comes in front.
    pub warmup: Warmup,
}

fn at<S: Schedule + Copy>(
    schedule: Result<S, thalweg::Error>,
    warmup: Warmup,
    step: u32,
    learning_rate: *mut f32,
) -> Result<(), Refused> {
    let schedule = schedule::Warmup::linear(warmup.steps, warmup.begin, schedule?)?;
    boundary::set(learning_rate, schedule.at(step), "learning_rate")
}

/// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_cosine_at(
    schedule: Cosine,
    step: u32,
    learning_rate: *mut f32,
    error: *mut Error,
) -> Status {
    let Cosine { base_lr, final_lr, steps, warmup } = schedule;
    done(at(schedule::Cosine::new(base_lr, final_lr, steps), warmup, step, learning_rate), error)
}

/// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_linear_at(
    schedule: Linear,
    step: u32,
    learning_rate: *mut f32,
    error: *mut Error,
) -> Status {
    let Linear { start_lr, end_lr, steps, warmup } = schedule;
    done(at(schedule::Linear::new(start_lr, end_lr, steps), warmup, step, learning_rate), error)
}

/// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_step_decay_at(
    schedule: StepDecay,
    step: u32,
    learning_rate: *mut f32,
    error: *mut Error,
) -> Status {
    let StepDecay { base_lr, factor, period, floor, warmup } = schedule;
    let decay = schedule::StepDecay::new(base_lr, factor, period, floor);
    done(at(decay, warmup, step, learning_rate), error)
}

/// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
#[unsafe(no_mangle)]
pub extern "C" fn thalweg_exponential_at(
    schedule: Exponential,
    step: u32,
    learning_rate: *mut f32,
    error: *mut Error,
) -> Status {
    let Exponential { base_lr, rate, steps, warmup } = schedule;
    done(at(schedule::Exponential::new(base_lr, rate, steps), warmup, step, learning_rate), error)
}
