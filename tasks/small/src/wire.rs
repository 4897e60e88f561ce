//! What a host tells a task over a line, in the frames of the watch: one question, then its answer.
//!
//! Questions are numbered. One that comes twice, as its answer was lost, is answered again and not carried out again.

use crate::{Progress, Refusal, State, Task, Verdict, general::Shape};
use heapless::Vec;
use serde::{Deserialize, Serialize};
use thalweg_watch::wire::{Counters, Stranger, Took};

/// Values that fit a frame.
pub const VALUES: usize = 36;
/// Bytes of a recipe that fit one.
pub const CHUNK: usize = 128;

/// A question with its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Around 2¹⁶, from 1: 0 is that of none.
    pub number: u16,
    /// What is asked for.
    pub command: Command,
}

/// An answer with the number of its question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Of the question; 0 if it was not understood.
    pub number: u16,
    /// What is said.
    pub reply: Reply,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// [`Task::begin`].
    Begin(u8),
    /// [`Task::hear`].
    Hear {
        /// Whether a sample begins.
        first: bool,
        /// What is measured.
        values: Vec<f32, VALUES>,
    },
    /// [`Task::learn`], and all steps that follow at once.
    Learn(f32),
    /// [`Task::adapt`], and all its steps; where the power failed within a training, those that are left of it.
    Adapt,
    /// [`Task::judge`].
    Judge(u8),
    /// [`Task::state`].
    Finish,
    /// [`Task::shape`].
    Shape(Shape),
    /// [`Task::given`].
    Given {
        /// The number of the first of them.
        first: u16,
        /// Parameters.
        values: Vec<f32, VALUES>,
    },
    /// [`Task::recipe`].
    Recipe {
        /// The number of the first of them.
        first: u16,
        /// Of the recipe.
        bytes: Vec<u8, CHUNK>,
    },
    /// [`Task::follow`].
    Follow,
}

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// It is done.
    Done,
    /// A step of what was asked for.
    Progress(Progress),
    /// What the sample is taken for.
    Verdict(Verdict),
    /// How things stand, and what the device counts beside the task.
    State(State, Counted),
    /// It was not done.
    Refused(Refusal),
    /// The frame was damaged: it has to be sent again.
    Again,
}

/// What the steps of optimizers took; zeros where nobody counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Steps.
    pub steps: u32,
    /// Instructions of all of them.
    pub instructions: u64,
    /// Bytes of stack at its deepest.
    pub stack: u32,
}

/// What was kept of the task where the power fails; zeros where there is no flash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it went on with, if it found a checkpoint when it started, until somebody new begins.
    pub resumed: Option<Resumed>,
    /// A checkpoint that it found and did not load; while it is kept nothing is saved.
    pub stranger: Option<Stranger>,
    /// Checkpoints that were saved in its flash, ever.
    pub generation: u32,
    /// Places in flash among which checkpoints go around.
    pub slots: u16,
    /// How often a page of the flash may be erased.
    pub erases_per_page: u32,
    /// What the saves took since the start.
    pub saving: Took,
}

/// Where a task went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// The next step of its training.
    pub step: u32,
    /// How many samples it had learnt.
    pub learnt: u32,
}

/// What a device counts beside the task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What the steps took.
    pub cost: Cost,
    /// What went wrong on the line.
    pub line: Counters,
    /// What was kept.
    pub kept: Kept,
}

/// Lets a task do what it is told; steps are left to be done.
pub fn carry_out(task: &mut dyn Task, command: &Command, counted: Counted) -> Reply {
    let done = |result: Result<(), Refusal>| result.map(|()| Reply::Done);
    let result = match command {
        Command::Begin(model) => done(task.begin(*model)),
        Command::Hear { first, values } => done(task.hear(*first, values)),
        Command::Learn(label) => done(task.learn(*label)),
        Command::Adapt if task.trains() => Ok(Reply::Done),
        Command::Adapt => done(task.adapt()),
        Command::Judge(network) => task.judge(*network).map(Reply::Verdict),
        Command::Shape(shape) => done(task.shape(*shape)),
        Command::Given { first, values } => done(task.given(*first, values)),
        Command::Recipe { first, bytes } => done(task.recipe(*first, bytes)),
        Command::Follow => done(task.follow()),
        Command::Finish => Ok(Reply::State(task.state(), counted)),
    };
    result.unwrap_or_else(Reply::Refused)
}
