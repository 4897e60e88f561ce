//! An exercise never seen: an autoencoder of the watch's features that knows six exercises rebuilds a seventh less well.
//!
//! The device has seven of them, one without each exercise, tuned one after the other on the wearer's windows of the six
//! that it knows. The threshold of each is the largest distance from what it rebuilds of those.

use crate::{
    Course, CourseMemory, Factory, Keeps, Known, Lesson, Progress, Recipe, Refusal, Room, State,
    Task, Update, Verdict,
    kept::{self, STATE},
    task::{class, only, outputs},
};
use heapless::Vec;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Plain, Saver},
    loss::MeanSquaredError,
    nn::{Dense, Sequential, Tanh},
    optimizer::Adam,
    schedule::Cosine,
    sequential, valid,
};
use thalweg_watch::{CHANNELS, FEATURES, Sample, WINDOW, Windows, parameters_hash};

/// The network: 416 parameters.
pub const NETWORK: Sequential<(Dense, Tanh, Dense)> =
    sequential!(Dense::new(FEATURES, 8), Tanh::new(8), Dense::new(8, FEATURES));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
/// Of them those of the first layer.
pub const HIDDEN: usize = 8 * (FEATURES + 1);
/// How many exercises there are.
pub const EXERCISES: usize = 7;
/// How many labelled windows are remembered.
pub const CAPACITY: usize = 28;
/// How it is tuned, as the others chose for the person whom [`KNOWN`] does not know.
pub const RECIPE: Recipe =
    Recipe { update: Update::Adam, learning_rate: 1e-2, epochs: 40, batch: 4, replayed: 0 };

const FILE: &[u8] = include_bytes!("../../unseen-exercise/model.bin");

/// Persons 01 to 07, without each of the exercises, by `cargo run --release -p thalweg-tasks-study --bin pretrain`.
pub static KNOWN: [Known<FEATURES, PARAMETERS>; EXERCISES] = [
    valid!(Known::from_bytes(FILE, 0)),
    valid!(Known::from_bytes(FILE, NUMBERS)),
    valid!(Known::from_bytes(FILE, 2 * NUMBERS)),
    valid!(Known::from_bytes(FILE, 3 * NUMBERS)),
    valid!(Known::from_bytes(FILE, 4 * NUMBERS)),
    valid!(Known::from_bytes(FILE, 5 * NUMBERS)),
    valid!(Known::from_bytes(FILE, 6 * NUMBERS)),
];
const NUMBERS: usize = 2 * FEATURES + PARAMETERS;

/// Normalised windows; each is its own target.
type Lessons = Vec<([f32; FEATURES], ()), CAPACITY>;

/// How far a window is from what is rebuilt of it: the loss, and in place of what is rebuilt, its gradient.
///
/// # Errors
/// Another number of features.
pub fn distance<X: AsRef<[f32]>, Y>(rebuilt: &mut [f32], x: &X, _: &Y) -> Result<f32, Error> {
    MeanSquaredError.value_and_grad(rebuilt, x.as_ref())
}

fn rebuilds(parameters: &[f32], x: &[f32; FEATURES]) -> Result<f32, Refusal> {
    const MEMORY: usize = NETWORK.inference_memory();
    let mut y = outputs::<_, MEMORY, FEATURES>(&NETWORK, parameters, x)?;
    Ok(distance(&mut y, x, &())?)
}

/// One of the networks and its threshold.
#[derive(Debug)]
struct Tuned {
    parameters: [f32; PARAMETERS],
    threshold: f32,
}

/// As they were measured.
type Measured = Vec<Window, CAPACITY>;
type Window = ([f32; FEATURES], u8);
type Training<'m> = Course<'m, Adam, Cosine, Vec<u16, CAPACITY>, PARAMETERS>;

/// What is lent to the task.
#[derive(Debug)]
pub struct Memory {
    tuned: [Tuned; EXERCISES],
    windows: Measured,
    lessons: Lessons,
    course: CourseMemory<Adam, PARAMETERS>,
}

/// The task on a device.
#[derive(Debug)]
pub struct UnseenExercise<'m> {
    tuned: &'m mut [Tuned; EXERCISES],
    windows: &'m mut Measured,
    heard: Windows,
    x: Option<[f32; FEATURES]>,
    /// Which of the networks trains.
    training: usize,
    lessons: &'m mut Lessons,
    course: Training<'m>,
    skipped: u32,
}

impl UnseenExercise<'_> {
    /// As it leaves the factory.
    fn restart(&mut self) {
        for (tuned, known) in self.tuned.iter_mut().zip(&KNOWN) {
            tuned.parameters.copy_from_slice(&known.parameters);
            tuned.threshold = f32::INFINITY;
        }
        self.windows.clear();
        (self.heard, self.x) = (Windows::new(WINDOW), None);
        (self.training, self.skipped) = (0, 0);
        self.course.end();
    }

    /// Takes in samples; of those that are refused, some may have been taken in.
    fn take_in(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        if values.is_empty() || !values.len().is_multiple_of(CHANNELS) {
            return Err(Refusal::Length);
        }
        if first {
            (self.heard, self.x) = (Windows::new(WINDOW), None);
        }
        for values in values.chunks(CHANNELS) {
            let mut sample: Sample = [0; CHANNELS];
            for (to, &value) in sample.iter_mut().zip(values) {
                *to = value as i16;
                if f32::from(*to) != value {
                    return Err(Refusal::NotFinite);
                }
            }
            self.x = self.heard.push(sample).or(self.x);
        }
        Ok(())
    }

    /// Begins to train the next network.
    fn prepare(&mut self) -> Result<(), Refusal> {
        self.choose();
        if self.training < EXERCISES {
            begin(&mut self.course, self.lessons.len())?;
        }
        Ok(())
    }

    /// Of the windows those of the exercises that the network knows which trains; behind the last, that one's.
    fn choose(&mut self) {
        let Some(known) = KNOWN.get(self.training) else { return };
        let of = |(x, class): &Window| {
            let seen = is_lesson(*class, self.training);
            seen.then(|| (known.normalizer.apply(x), ()))
        };
        self.lessons.clear();
        self.lessons.extend(self.windows.iter().filter_map(of));
    }

    /// A loss that is not finite, as one of the window in its place among all: those of one exercise are no lessons.
    fn of_window(&self, error: Error) -> Refusal {
        let Refusal::Loss(lesson) = error.into() else { return error.into() };
        let windows = (0_u16..).zip(self.windows.iter());
        let lessons = windows.filter(|(_, (_, class))| is_lesson(*class, self.training));
        let window = lessons.map(|(place, _)| place).nth(usize::from(lesson));
        Refusal::Loss(window.unwrap_or(lesson))
    }

    /// Keeps the threshold of the network that has been trained.
    fn close(&mut self) -> Result<(), Refusal> {
        self.skipped += self.course.skipped();
        if let Some(tuned) = self.tuned.get_mut(self.training) {
            tuned.threshold = 0.0;
            for (x, ()) in self.lessons.iter() {
                tuned.threshold = tuned.threshold.max(rebuilds(&tuned.parameters, x)?);
            }
        }
        self.training += 1;
        self.prepare()
    }
}

/// Whether the network of this number knows the class.
fn is_lesson(class: u8, network: usize) -> bool {
    usize::from(class) != network
}

/// Begins a training on so many lessons.
fn begin(course: &mut Training<'_>, lessons: usize) -> Result<(), Error> {
    let order = (0..lessons).map(|_| 0).collect();
    course.begin(RECIPE.plan(Adam::DEFAULT, lessons, 1)?, order)
}

/// Which network trains, and how many steps of those before it were skipped; then of each its threshold.
type Head = ([u32; 2], [f32; EXERCISES]);

impl UnseenExercise<'_> {
    /// Reads the thresholds; that of a network that was not tuned is infinite.
    fn thresholds(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        for tuned in self.tuned.iter_mut() {
            let value = f32::get(from)?;
            if value.is_nan() || value < 0.0 {
                let (field, allowed) = ("threshold", "at least 0");
                return Err(from.refuse(Error::OutOfRange { field, value, allowed }));
            }
            if from.commits() {
                tuned.threshold = value;
            }
        }
        Ok(())
    }
}

/// The lessons are chosen anew.
impl Checkpoint for UnseenExercise<'_> {
    fn length(&self) -> u32 {
        let networks = self.tuned.iter().map(|tuned| tuned.parameters.length()).sum::<u32>();
        let windows = kept::length::<Window>(self.windows.len());
        Saver::HEAD + Head::BYTES + networks + windows + self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        to.section(STATE, Head::BYTES)?;
        [self.training as u32, self.skipped].put(to)?;
        self.tuned.iter().try_for_each(|tuned| tuned.threshold.put(to))?;
        self.tuned.iter().try_for_each(|tuned| tuned.parameters.save(to))?;
        kept::save(self.windows, to)?;
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        from.section(STATE, Head::BYTES)?;
        let [training, skipped] = Plain::get(from)?;
        let networks = EXERCISES as u32;
        kept::below("network", training, networks + 1, "up to 7", from)?;
        self.thresholds(from)?;
        self.tuned.iter_mut().try_for_each(|tuned| tuned.parameters.load(from))?;
        let (training, mut lessons) = (training as usize, 0);
        // What the last network was trained on stays.
        let network = training.min(EXERCISES - 1);
        let count = |class| lessons += usize::from(is_lesson(class, network));
        kept::load(self.windows, EXERCISES, from, count)?;
        let has_begun = self.course.load(from, |course| begin(course, lessons))?;
        let end = if has_begun { networks + 1 } else { 1 };
        kept::below("network", training as u32, end, "0 before a training", from)?;
        if from.commits() {
            self.training = network;
            self.choose();
            (self.training, self.skipped) = (training, skipped);
            (self.heard, self.x) = (Windows::new(WINDOW), None);
        }
        Ok(())
    }
}

impl<'m> MaxLength for UnseenExercise<'m> {
    const MAX_LENGTH: u32 = Saver::HEAD
        + Head::BYTES
        + EXERCISES as u32 * <[f32; PARAMETERS]>::MAX_LENGTH
        + kept::length::<Window>(CAPACITY)
        + Training::<'m>::max_length(CAPACITY);
}

impl<'m> Factory<'m> for UnseenExercise<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory {
        tuned: [const { Tuned { parameters: [0.0; PARAMETERS], threshold: 0.0 } }; EXERCISES],
        windows: Vec::new(),
        lessons: Vec::new(),
        course: CourseMemory::ZERO,
    };

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        let Memory { tuned, windows, lessons, course } = memory;
        let course = Course::idle(Adam::DEFAULT, course)?;
        let (heard, x, training, skipped) = (Windows::new(WINDOW), None, 0, 0);
        let mut task = Self { tuned, windows, heard, x, training, lessons, course, skipped };
        task.restart();
        Ok(task)
    }
}

impl Keeps for UnseenExercise<'_> {
    fn identity(&self) -> Identity {
        kept::identity(KNOWN.iter().flat_map(Known::bits), RECIPE.bits().into_iter())
    }
}

impl Task for UnseenExercise<'_> {
    fn steps(&self) -> [u32; 2] {
        if !self.course.has_begun() {
            return [0; 2];
        }
        // One without a lesson counts as a step.
        let steps = self.course.steps().max(1);
        let (done, all) =
            (self.training as u32 * steps + self.course.next(), EXERCISES as u32 * steps);
        [done.min(all), all]
    }

    /// Behind the last step the threshold of the last network is still to be kept.
    fn trains(&self) -> bool {
        self.course.has_begun() && self.training < EXERCISES
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        self.restart();
        Ok(())
    }

    /// Samples of the watch, in thousandths.
    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        let heard = self.take_in(first, values);
        if heard.is_err() {
            self.heard.restart();
            self.x = None;
        }
        heard
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let (class, x) = (class(label, EXERCISES)?, self.x.ok_or(Refusal::Order)?);
        if self.course.has_begun() {
            return Err(Refusal::Order);
        }
        self.windows.push((x, class as u8)).map_err(|_| Refusal::Full)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        if self.windows.is_empty() || self.course.has_begun() {
            return Err(Refusal::Order);
        }
        self.prepare()
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        while let Some(tuned) =
            self.tuned.get_mut(self.training).filter(|_| self.course.has_begun())
        {
            let (network, samples) = (&NETWORK, self.lessons.as_slice());
            let (trained, loss) = (0..PARAMETERS, distance::<[f32; FEATURES], ()>);
            let lesson = Lesson { network, trained, samples, before: &[], loss };
            let mut room = Room { memory: &mut [0.0; NETWORK.memory()], y: &mut [0.0; FEATURES] };
            let step = self.course.step(&mut tuned.parameters, &lesson, &mut room);
            if let Some(progress) = step.map_err(|error| self.of_window(error))? {
                let (done, steps) = (self.training as u32 * progress.steps, progress.steps);
                let step = done + progress.step;
                return Ok(Some(Progress { step, steps: EXERCISES as u32 * steps, ..progress }));
            }
            self.close()?;
        }
        Ok(None)
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        let (network, x) = (usize::from(network), self.x.ok_or(Refusal::Order)?);
        let both = KNOWN.get(network).zip(self.tuned.get(network));
        let (known, tuned) = both.ok_or(Refusal::Number)?;
        let x = known.normalizer.apply(&x);
        let frozen = rebuilds(&known.parameters, &x)?;
        let distance = rebuilds(&tuned.parameters, &x)?;
        let alarm = distance > tuned.threshold;
        Ok(Verdict { frozen, tuned: distance, alarm })
    }

    fn state(&self) -> State {
        let hashes = self.tuned.iter().map(|tuned| parameters_hash(&tuned.parameters));
        State {
            learnt: self.windows.len() as u32,
            skipped: self.skipped,
            steps: self.steps(),
            parameters_hash: hashes.fold(0, |all, hash| all.rotate_left(1) ^ hash),
        }
    }
}
