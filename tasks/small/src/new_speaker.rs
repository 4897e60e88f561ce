//! A new speaker as a new class: a network that tells men apart by how they utter /ae/ enrols one more, with a row added to
//! its outputs, and goes on to see utterances of those it knows.

use crate::{
    Course, CourseMemory, Factory, Keeps, Known, Lesson, Progress, Recipe, Refusal, Room, State,
    Task, Update, Verdict, kept, of_class,
    task::{class, only, outputs},
};
use core::ops::Range;
use heapless::Vec;
use oorandom::Rand32;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Saver},
    data::RunningStatistics,
    math::sqrt,
    metric::argmax,
    nn::{Dense, Relu, Sequential},
    optimizer::Adam,
    schedule::Cosine,
    sequential, valid,
};
use thalweg_watch::{floats, parameters_hash};

/// The most speakers that a network of this task knows, the new one among them.
pub const CLASSES: usize = 7;
/// Coefficients of a frame.
pub const COEFFICIENTS: usize = 12;
/// Mean and deviation of each coefficient.
pub const FEATURES: usize = 2 * COEFFICIENTS;
/// The network: 519 parameters. Before the enrolment its last row is no class yet.
pub const NETWORK: Sequential<(Dense, Relu, Dense)> =
    sequential!(Dense::new(FEATURES, 16), Relu::new(16), Dense::new(16, CLASSES));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
/// Of them those of the first layer.
pub const HIDDEN: usize = 16 * (FEATURES + 1);
/// Utterances that enrol a speaker.
pub const ENROLLING: usize = 5;
/// Utterances of each known speaker that are kept.
pub const KEPT: usize = 8;
/// How it is tuned, as the others chose for the speaker whom [`KNOWN`] does not know.
pub const RECIPE: Recipe =
    Recipe { update: Update::Adam, learning_rate: 2e-2, epochs: 20, batch: 4, replayed: 8 };

/// The class of the new one.
const NEW: usize = CLASSES - 1;
const BEFORE: usize = KEPT * NEW;
const FILE: &[u8] = include_bytes!("../../new-speaker/model.bin");

/// Six of the seven speakers, by `cargo run --release -p thalweg-tasks-study --bin pretrain`.
pub static KNOWN: Known<FEATURES, PARAMETERS> = valid!(Known::from_bytes(FILE, 0));
/// Utterances of each of them, normalised, behind it.
#[allow(clippy::indexing_slicing)] // in a static the compiler itself proves that every index is in bounds
pub static REMEMBERED: [([f32; FEATURES], usize); BEFORE] = {
    let mut kept = [([0.0; FEATURES], 0); BEFORE];
    let mut i = 0;
    while i < BEFORE {
        let first = 2 * FEATURES + PARAMETERS + i * FEATURES;
        kept[i] = (floats(FILE, first), i / KEPT);
        i += 1;
    }
    kept
};

/// Where the row of a class is.
#[must_use]
pub const fn row(class: usize) -> Range<usize> {
    HIDDEN + class * 17..HIDDEN + (class + 1) * 17
}

/// Makes a class's row start as another one did, small.
///
/// # Errors
/// No such class.
pub fn add_row(parameters: &mut [f32; PARAMETERS], class: usize, seed: u32) -> Result<(), Error> {
    let mut random = Rand32::new(u64::from(seed));
    let error = Error::Count { field: "class", value: class as u32, allowed: "0 to 6" };
    let row = parameters.get_mut(row(class)).ok_or(error)?;
    row.fill_with(|| (random.rand_float() - 0.5) * 0.2);
    Ok(())
}

/// Frames become the features of an utterance.
#[derive(Clone, Debug, Default)]
pub struct Utterance(RunningStatistics<[f32; COEFFICIENTS]>);

impl Utterance {
    /// Takes in a frame.
    ///
    /// # Errors
    /// Another number of coefficients, one that is not finite.
    pub fn push(&mut self, frame: &[f32]) -> Result<(), Error> {
        self.0.push(frame)
    }

    /// The features; none before the first frame.
    #[must_use]
    pub fn features(&self) -> Option<[f32; FEATURES]> {
        let count = self.0.count();
        let mut features = [0.0; FEATURES];
        let deviations = self.0.squares().iter().map(|squares| sqrt(squares / count as f32));
        let values = self.0.mean().iter().copied().chain(deviations);
        features.iter_mut().zip(values).for_each(|(feature, value)| *feature = value);
        (count > 0).then_some(features)
    }
}

type Training<'m> = Course<'m, Adam, Cosine, Vec<u16, ENROLLING>, PARAMETERS>;
type Sample = ([f32; FEATURES], usize);

/// What is lent to the task.
#[derive(Debug)]
pub struct Memory {
    parameters: [f32; PARAMETERS],
    course: CourseMemory<Adam, PARAMETERS>,
}

/// The task on a device.
#[derive(Debug)]
pub struct NewSpeaker<'m> {
    parameters: &'m mut [f32; PARAMETERS],
    samples: Vec<Sample, ENROLLING>,
    heard: Utterance,
    course: Training<'m>,
}

impl NewSpeaker<'_> {
    fn x(&self) -> Result<[f32; FEATURES], Refusal> {
        self.heard.features().map(|x| KNOWN.normalizer.apply(&x)).ok_or(Refusal::Order)
    }

    /// The most likely of the first classes.
    fn named(&self, parameters: &[f32], classes: usize) -> Result<f32, Refusal> {
        const MEMORY: usize = NETWORK.inference_memory();
        let z = outputs::<_, MEMORY, CLASSES>(&NETWORK, parameters, &self.x()?)?;
        Ok(argmax(z.get(..classes).unwrap_or(&z)).unwrap_or_default() as f32)
    }
}

/// Begins a training on so many samples.
fn begin(course: &mut Training<'_>, samples: usize) -> Result<(), Error> {
    let order = (0..samples).map(|_| 0).collect();
    course.begin(RECIPE.plan(Adam::DEFAULT, samples, 1)?, order)
}

impl Checkpoint for NewSpeaker<'_> {
    fn length(&self) -> u32 {
        let samples = kept::length::<Sample>(self.samples.len());
        self.parameters.length() + samples + self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.parameters.save(to)?;
        kept::save(&self.samples, to)?;
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.parameters.load(from)?;
        let samples = kept::load(&mut self.samples, CLASSES, from, |_| {})?;
        self.course.load(from, |course| begin(course, samples))?;
        if from.commits() {
            self.heard = Utterance::default();
        }
        Ok(())
    }
}

impl<'m> MaxLength for NewSpeaker<'m> {
    const MAX_LENGTH: u32 = <[f32; PARAMETERS]>::MAX_LENGTH
        + kept::length::<Sample>(ENROLLING)
        + Training::<'m>::max_length(ENROLLING);
}

impl<'m> Factory<'m> for NewSpeaker<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory { parameters: [0.0; PARAMETERS], course: CourseMemory::ZERO };

    fn factory(Memory { parameters, course }: &'m mut Memory) -> Result<Self, Error> {
        parameters.copy_from_slice(&KNOWN.parameters);
        let (samples, heard) = (Vec::new(), Utterance::default());
        Ok(Self { parameters, samples, heard, course: Course::idle(Adam::DEFAULT, course)? })
    }
}

impl Keeps for NewSpeaker<'_> {
    fn identity(&self) -> Identity {
        let remembered = REMEMBERED.iter().flat_map(|(x, _)| x.map(f32::to_bits));
        kept::identity(KNOWN.bits().chain(remembered), RECIPE.bits().into_iter())
    }
}

impl Task for NewSpeaker<'_> {
    fn steps(&self) -> [u32; 2] {
        [self.course.next(), self.course.steps()]
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        self.parameters.copy_from_slice(&KNOWN.parameters);
        (self.samples, self.heard) = (Vec::new(), Utterance::default());
        self.course.end();
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        let mut heard = core::mem::take(&mut self.heard);
        if values.is_empty() || !values.len().is_multiple_of(COEFFICIENTS) {
            return Err(Refusal::Length);
        }
        if first {
            heard = Utterance::default();
        }
        values.chunks(COEFFICIENTS).try_for_each(|frame| heard.push(frame))?;
        self.heard = heard;
        Ok(())
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let (class, x) = (class(label, CLASSES)?, self.x()?);
        if self.course.has_begun() {
            return Err(Refusal::Order);
        }
        self.samples.push((x, class)).map_err(|_| Refusal::Full)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        if self.samples.is_empty() || self.course.has_begun() {
            return Err(Refusal::Order);
        }
        add_row(self.parameters, NEW, 1)?;
        Ok(begin(&mut self.course, self.samples.len())?)
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        let (network, samples, before) = (&NETWORK, self.samples.as_slice(), &REMEMBERED[..]);
        let (trained, loss) = (0..PARAMETERS, of_class::<[f32; FEATURES]>);
        let lesson = Lesson { network, trained, samples, before, loss };
        let mut room = Room { memory: &mut [0.0; NETWORK.memory()], y: &mut [0.0; CLASSES] };
        Ok(self.course.step(self.parameters, &lesson, &mut room)?)
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        let frozen = self.named(&KNOWN.parameters, NEW)?;
        let tuned = self.named(self.parameters, CLASSES)?;
        Ok(Verdict { frozen, tuned, alarm: false })
    }

    fn state(&self) -> State {
        State {
            learnt: self.samples.len() as u32,
            skipped: self.course.skipped(),
            steps: self.steps(),
            parameters_hash: parameters_hash(self.parameters),
        }
    }
}
