//! A session of the watch: commands and samples in, what happened out.

use crate::{
    Adapter, AdapterMemory, Exercise, FEATURES, Model, PARAMETERS, Plan, Sample, Score, Settings,
    Windows,
    room::Room,
    wire::{Command, Purpose, Refusal},
};
use thalweg::Error;

/// What the watch does next, after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Next {
    /// Wait for the next command.
    Listen,
    /// The same, when a window was tested: what the person does, and what the network sees.
    Recognised(Exercise, Exercise),
    /// Save, and call [`Session::watch`]'s `step` until it has reached its end.
    Train,
    /// Forget what was saved.
    Clear,
    /// Tell how things stand.
    Status,
    /// Tell the parameters from this one on.
    Report(u16),
    /// Tell what the windows are like.
    Audit,
    /// Take samples from the sensor on the board, for as long as [`Session::senses`], and hand them to
    /// [`sensed`](Session::sensed).
    Sense,
}

/// The watch and what a session has shown so far.
#[derive(Debug)]
pub struct Session<'m, S: Room = [f32; PARAMETERS]> {
    /// The model that adapts.
    pub watch: Adapter<'m, S>,
    /// Before the fine-tuning, by the statistics of the population.
    pub before: Score,
    /// Before it, by those [of the wearer](Adapter::calibrate) as of the windows that are remembered when the test begins.
    pub calibrated: Score,
    /// After it.
    pub after: Score,
    /// Whether a fine-tuning has begun since the factory.
    pub(crate) adapted: bool,
    /// Labels, parameters or the beginning of a fine-tuning are not saved yet.
    unsaved: bool,
    /// What the samples that arrive belong to, if a recording has begun.
    recording: Option<(Purpose, Exercise)>,
    /// How many samples of it are still to come from the sensor on the board.
    sensing: u16,
    windows: Windows,
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
    /// The same with all that is large in a memory that is lent.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn lend(
        model: &'m Model,
        settings: Settings,
        memory: &'m mut AdapterMemory,
    ) -> Result<Self, Error> {
        Ok(Self::with(Adapter::lend(model, settings, memory)?))
    }
}

impl<'m, S: Room> Session<'m, S> {
    fn with(watch: Adapter<'m, S>) -> Self {
        Self {
            watch,
            before: Score::default(),
            calibrated: Score::default(),
            after: Score::default(),
            adapted: false,
            unsaved: false,
            recording: None,
            sensing: 0,
            windows: Windows::new(Plan::DEFAULT.tuning().hop),
        }
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// See [`Refusal`]; but for the samples of a frame before the one that was refused, nothing is changed then.
    pub fn handle(&mut self, command: &Command) -> Result<Next, Refusal> {
        match command {
            Command::Hello { version } => return self.greet(*version),
            Command::Recording { purpose, exercise } => self.record(*purpose, *exercise),
            Command::Sense { purpose, exercise, samples } => {
                self.record(*purpose, *exercise);
                self.sensing = *samples;
                if *samples == 0 {
                    self.end_recording();
                }
                return Ok(Next::Sense);
            }
            Command::Samples(_) if self.senses() => return Err(Refusal::NoRecording),
            Command::Samples(samples) => {
                let mut next = Next::Listen;
                for sample in samples {
                    if let Some((exercise, seen)) = self.sample(*sample)? {
                        next = Next::Recognised(exercise, seen);
                    }
                }
                return Ok(next);
            }
            Command::Adapt => return self.adapt(),
            Command::Finish => return Ok(Next::Status),
            Command::Report { offset } => return Ok(Next::Report(*offset)),
            Command::Audit => return Ok(Next::Audit),
            Command::Parameters { offset, values } => self.watch.stage(*offset, values)?,
            Command::Adopt { hash } => {
                self.watch.adopt(*hash)?;
                self.unsaved = true;
            }
            Command::Recipe { offset, bytes } => self.watch.tell_recipe(*offset, bytes)?,
            Command::Follow => {
                self.watch.follow()?;
                self.unsaved = true;
            }
            Command::ForgetLast => {
                self.watch.forget_last()?;
                self.forgotten();
            }
            Command::ForgetAll => {
                self.watch.forget_all();
                self.forgotten();
            }
            Command::Factory => {
                self.watch.forget_all();
                self.watch.restore_factory();
                (self.adapted, self.unsaved) = (false, false);
                self.end_recording();
                (self.before, self.calibrated, self.after) = Default::default();
                return Ok(Next::Clear);
            }
        }
        Ok(Next::Listen)
    }

    /// Whether samples are taken from the sensor on the board.
    pub const fn senses(&self) -> bool {
        self.sensing > 0
    }

    /// Takes in a sample of the sensor on the board; if it completes a window that tests, what the person does, and what
    /// the network sees.
    ///
    /// # Errors
    /// See [`Refusal`]; no more samples are taken then.
    pub fn sensed(&mut self, sample: Sample) -> Result<Option<(Exercise, Exercise)>, Refusal> {
        let seen = self.sample(sample);
        self.sensing = self.sensing.saturating_sub(1);
        if self.sensing == 0 || seen.is_err() {
            self.end_recording();
        }
        seen
    }

    /// Samples of the sensor are missing: no window goes on behind them.
    pub const fn interrupted(&mut self) {
        self.windows.restart();
    }

    /// No more samples belong to it, wherever they come from.
    pub const fn end_recording(&mut self) {
        (self.recording, self.sensing) = (None, 0);
    }

    /// Whether labels, parameters or the beginning of a fine-tuning are not saved yet.
    pub const fn unsaved(&self) -> bool {
        self.unsaved
    }

    /// All is saved, or cannot be.
    pub const fn saved(&mut self) {
        self.unsaved = false;
    }

    /// A conversation begins: what is tested in it is counted from zero.
    fn greet(&mut self, version: u8) -> Result<Next, Refusal> {
        if version != crate::wire::VERSION {
            return Err(Refusal::Version);
        }
        self.end_recording();
        if self.adapted {
            self.after = Score::default();
        } else {
            (self.before, self.calibrated) = Default::default();
        }
        Ok(Next::Status)
    }

    fn record(&mut self, purpose: Purpose, exercise: Exercise) {
        let part = match purpose {
            Purpose::Tune => Plan::DEFAULT.tuning(),
            Purpose::Test => Plan::DEFAULT.test(0),
        };
        self.windows = Windows::new(part.hop);
        (self.recording, self.sensing) = (Some((purpose, exercise)), 0);
        match purpose {
            Purpose::Tune => self.watch.begin_label(),
            Purpose::Test if self.adapted => {} // by those it was tuned with
            Purpose::Test => self.watch.calibrate(),
        }
    }

    /// Takes in a sample; if it completes a window that tests, what the person does, and what the network sees.
    fn sample(&mut self, sample: Sample) -> Result<Option<(Exercise, Exercise)>, Refusal> {
        let (purpose, exercise) = self.recording.ok_or(Refusal::NoRecording)?;
        let Some(features) = self.windows.push(sample) else { return Ok(None) };
        match purpose {
            Purpose::Tune => {
                self.watch.learn(&features, exercise)?;
                self.unsaved = true;
            }
            Purpose::Test => {
                let seen = self.test(&features, exercise);
                return Ok(seen.map(|seen| (exercise, seen)));
            }
        }
        Ok(None)
    }

    /// What the network sees in a window, which is counted; before a fine-tuning what it sees by the statistics of the population.
    fn test(&mut self, features: &[f32; FEATURES], exercise: Exercise) -> Option<Exercise> {
        let calibrated = self.watch.classify(features);
        if self.adapted {
            self.after.count(calibrated == Some(exercise));
            return calibrated;
        }
        let seen = self.watch.classify_uncalibrated(features);
        self.before.count(seen == Some(exercise));
        self.calibrated.count(calibrated == Some(exercise));
        seen
    }

    fn adapt(&mut self) -> Result<Next, Refusal> {
        if self.watch.windows() == 0 {
            return Err(Refusal::NothingLearnt);
        }
        self.watch.begin().map_err(|_| Refusal::Settings)?;
        if self.adapted {
            self.before = self.after; // of what is now fine-tuned once more
            self.calibrated = Score::default();
        }
        self.after = Score::default();
        (self.adapted, self.unsaved) = (true, true);
        // What a sensor measures meanwhile is tested, and not learnt.
        if !self.senses() || matches!(self.recording, Some((Purpose::Tune, _))) {
            self.end_recording();
        }
        Ok(Next::Train)
    }

    /// A label that is gone is gone from the flash as well, and its recording is over.
    const fn forgotten(&mut self) {
        self.unsaved = true;
        self.end_recording();
    }
}
