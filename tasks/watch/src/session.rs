//! A session of the watch: commands and samples in, what happened out.

use crate::{
    Adapter, AdapterMemory, Exercise, LearnError, Model, PARAMETERS, Plan, Sample, Settings,
    Windows,
    wire::{Command, Purpose},
};
use thalweg::{Error, optimizer::Storage};

/// Right answers among test windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Score {
    /// Windows whose exercise was recognised.
    pub right: u32,
    /// All windows.
    pub of: u32,
}

impl Score {
    /// The share of right answers, 0 to 1.
    pub fn accuracy(&self) -> f32 {
        if self.of == 0 { 0.0 } else { self.right as f32 / self.of as f32 }
    }

    /// Counts one more answer.
    pub const fn count(&mut self, right: bool) {
        self.right += right as u32;
        self.of += 1;
    }
}

/// What the watch does next, after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Next {
    /// Wait for the next command.
    Listen,
    /// Call [`Session::watch`]'s `step` until it has reached its end.
    Train,
    /// The session is over.
    Stop,
}

/// Why a command was not carried out; nothing is changed then.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SessionError {
    /// Samples before any recording.
    NoRecording,
    /// A labelled window was refused.
    Learn(LearnError),
    /// Nothing to fine-tune on.
    NothingLearnt,
    /// The fine-tuning was refused.
    Training(Error),
}

/// The watch and what a session has shown so far.
#[derive(Debug)]
pub struct Session<'m, S: Storage = [f32; PARAMETERS]> {
    /// The model that adapts.
    pub watch: Adapter<'m, S>,
    /// Before the fine-tuning.
    pub before: Score,
    /// After it.
    pub after: Score,
    /// Frames that arrived damaged.
    pub damaged: u32,
    adapted: bool,
    recording: Recording,
    windows: Windows,
}

/// What the samples that arrive belong to.
#[derive(Clone, Copy, Debug)]
enum Recording {
    /// Nothing: none has begun.
    None,
    /// A recording of which every frame has arrived so far.
    Whole(Purpose, Exercise),
    /// A frame was lost: samples are missing, or these are of another recording already.
    Broken,
}

impl<'m> Session<'m> {
    /// A session with a watch that has learnt nothing.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn new(model: &'m Model, settings: Settings) -> Result<Self, Error> {
        Ok(Self::with(Adapter::new(model, settings)?))
    }
}

impl<'m> Session<'m, &'m mut [f32; PARAMETERS]> {
    /// The same with the optimizer's state in a memory that is lent.
    ///
    /// # Errors
    /// A setting out of its range.
    #[allow(clippy::inline_always)] // a call would build it on the stack and copy it
    #[inline(always)]
    pub fn lend(
        model: &'m Model,
        settings: Settings,
        memory: &'m mut AdapterMemory,
    ) -> Result<Self, Error> {
        Ok(Self::with(Adapter::lend(model, settings, memory)?))
    }
}

impl<'m, S: Storage> Session<'m, S> {
    #[allow(clippy::inline_always)] // a call would build it on the stack and copy it
    #[inline(always)]
    fn with(watch: Adapter<'m, S>) -> Self {
        Self {
            watch,
            before: Score::default(),
            after: Score::default(),
            damaged: 0,
            adapted: false,
            recording: Recording::None,
            windows: Windows::new(Plan::DEFAULT.tuning().hop),
        }
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub fn handle(&mut self, command: &Command) -> Result<Next, SessionError> {
        match command {
            Command::Recording { purpose, exercise } => self.record(*purpose, *exercise),
            Command::Samples(samples) => {
                for sample in samples {
                    self.sample(*sample)?;
                }
            }
            Command::Adapt => {
                if self.watch.windows() == 0 {
                    return Err(SessionError::NothingLearnt);
                }
                self.watch.begin().map_err(SessionError::Training)?;
                self.adapted = true;
                return Ok(Next::Train);
            }
            Command::Finish => return Ok(Next::Stop),
        }
        Ok(Next::Listen)
    }

    /// A frame has arrived damaged. It may have begun a recording, so until the next one begins
    /// nothing is learnt or tested: a window with a hole or another's label would be worse than none.
    pub fn lose_frame(&mut self) {
        self.damaged = self.damaged.saturating_add(1);
        self.recording = Recording::Broken;
    }

    fn record(&mut self, purpose: Purpose, exercise: Exercise) {
        let part = match purpose {
            Purpose::Tune => Plan::DEFAULT.tuning(),
            Purpose::Test => Plan::DEFAULT.test(0),
        };
        self.windows = Windows::new(part.hop);
        self.recording = Recording::Whole(purpose, exercise);
    }

    fn sample(&mut self, sample: Sample) -> Result<(), SessionError> {
        let (purpose, exercise) = match self.recording {
            Recording::None => return Err(SessionError::NoRecording),
            Recording::Whole(purpose, exercise) => (purpose, exercise),
            Recording::Broken => return Ok(()),
        };
        let Some(features) = self.windows.push(sample) else { return Ok(()) };
        match purpose {
            Purpose::Tune => self.watch.learn(&features, exercise).map_err(SessionError::Learn),
            Purpose::Test => {
                let score = if self.adapted { &mut self.after } else { &mut self.before };
                score.count(self.watch.classify(&features) == Some(exercise));
                Ok(())
            }
        }
    }
}
