//! Vowels by a new speaker: eleven English vowels, ten log area ratios each, by a network that knows other speakers.

use crate::{
    Course, CourseMemory, Factory, Keeps, Known, Lesson, Progress, Recipe, Refusal, Room, State,
    Task, Update, Verdict, kept, of_class,
    task::{class, only, outputs},
};
use heapless::Vec;
use thalweg::{
    Error,
    checkpoint::{Checkpoint, CheckpointError, Identity, Loader, MaxLength, Saver},
    metric::argmax,
    nn::{Dense, Relu, Sequential},
    optimizer::Momentum,
    schedule::Cosine,
    sequential, valid,
};
use thalweg_watch::parameters_hash;

/// The vowels, in the order of their classes.
pub const VOWELS: [&str; 11] =
    ["hid", "hId", "hEd", "hAd", "hYd", "had", "hOd", "hod", "hUd", "hud", "hed"];
/// Log area ratios of a vowel.
pub const RATIOS: usize = 10;
pub(crate) const CLASSES: usize = VOWELS.len();
/// The network: 539 parameters.
pub const NETWORK: Sequential<(Dense, Relu, Dense)> =
    sequential!(Dense::new(RATIOS, 24), Relu::new(24), Dense::new(24, CLASSES));
/// How many parameters it has.
pub const PARAMETERS: usize = NETWORK.parameters();
/// How many labelled samples are remembered: three repetitions.
pub const CAPACITY: usize = 3 * CLASSES;
/// How it is tuned, as the other speakers chose for the one whom [`KNOWN`] does not know.
pub const RECIPE: Recipe =
    Recipe { update: Update::Momentum, learning_rate: 0.03, epochs: 80, batch: 4, replayed: 0 };

/// Speakers 0 to 10, by `cargo run --release -p thalweg-tasks-study --bin pretrain`.
pub static KNOWN: Known<RATIOS, PARAMETERS> =
    valid!(Known::from_bytes(include_bytes!("../../vowels/model.bin"), 0));

type Training<'m> = Course<'m, Momentum, Cosine, Vec<u16, CAPACITY>, PARAMETERS>;
type Sample = ([f32; RATIOS], usize);
type Samples = Vec<Sample, CAPACITY>;

/// What is lent to the task.
#[derive(Debug)]
pub struct Memory {
    parameters: [f32; PARAMETERS],
    samples: Samples,
    course: CourseMemory<Momentum, PARAMETERS>,
}

/// The task on a device.
#[derive(Debug)]
pub struct Vowels<'m> {
    parameters: &'m mut [f32; PARAMETERS],
    samples: &'m mut Samples,
    heard: Option<[f32; RATIOS]>,
    course: Training<'m>,
}

/// What moves the parameters.
const RULE: Momentum = Momentum { momentum: 0.9 };

fn named(parameters: &[f32], x: &[f32; RATIOS]) -> Result<f32, Refusal> {
    const MEMORY: usize = NETWORK.inference_memory();
    let z = outputs::<_, MEMORY, CLASSES>(&NETWORK, parameters, x)?;
    Ok(argmax(&z).unwrap_or_default() as f32)
}

/// Begins a training on so many samples.
fn begin(course: &mut Training<'_>, samples: usize) -> Result<(), Error> {
    let order = (0..samples).map(|_| 0).collect();
    course.begin(RECIPE.plan(RULE, samples, 1)?, order)
}

impl Checkpoint for Vowels<'_> {
    fn length(&self) -> u32 {
        let samples = kept::length::<Sample>(self.samples.len());
        self.parameters.length() + samples + self.course.length()
    }

    fn save(&self, to: &mut Saver<'_>) -> Result<(), CheckpointError> {
        self.parameters.save(to)?;
        kept::save(self.samples, to)?;
        self.course.save(to)
    }

    fn load(&mut self, from: &mut Loader<'_>) -> Result<(), CheckpointError> {
        self.parameters.load(from)?;
        let samples = kept::load(self.samples, CLASSES, from, |_| {})?;
        self.course.load(from, |course| begin(course, samples))?;
        if from.commits() {
            self.heard = None;
        }
        Ok(())
    }
}

impl<'m> MaxLength for Vowels<'m> {
    const MAX_LENGTH: u32 = <[f32; PARAMETERS]>::MAX_LENGTH
        + kept::length::<Sample>(CAPACITY)
        + Training::<'m>::max_length(CAPACITY);
}

impl<'m> Factory<'m> for Vowels<'m> {
    type Memory = Memory;
    const ZERO: Memory =
        Memory { parameters: [0.0; PARAMETERS], samples: Vec::new(), course: CourseMemory::ZERO };

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        let Memory { parameters, samples, course } = memory;
        parameters.copy_from_slice(&KNOWN.parameters);
        samples.clear();
        Ok(Self { parameters, samples, heard: None, course: Course::idle(RULE, course)? })
    }
}

impl Keeps for Vowels<'_> {
    fn identity(&self) -> Identity {
        kept::identity(KNOWN.bits(), RECIPE.bits().into_iter())
    }
}

impl Task for Vowels<'_> {
    fn steps(&self) -> [u32; 2] {
        [self.course.next(), self.course.steps()]
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        self.parameters.copy_from_slice(&KNOWN.parameters);
        self.samples.clear();
        self.heard = None;
        self.course.end();
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        self.heard = None;
        let x = <[f32; RATIOS]>::try_from(values).map_err(|_| Refusal::Length)?;
        if !first || !x.iter().all(|x| x.is_finite()) {
            return Err(if first { Refusal::NotFinite } else { Refusal::Length });
        }
        self.heard = Some(KNOWN.normalizer.apply(&x));
        Ok(())
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let (class, x) = (class(label, CLASSES)?, self.heard.ok_or(Refusal::Order)?);
        if self.course.has_begun() {
            return Err(Refusal::Order);
        }
        self.samples.push((x, class)).map_err(|_| Refusal::Full)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        if self.samples.is_empty() || self.course.has_begun() {
            return Err(Refusal::Order);
        }
        Ok(begin(&mut self.course, self.samples.len())?)
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        let (network, samples) = (&NETWORK, self.samples.as_slice());
        let (trained, loss) = (0..PARAMETERS, of_class::<[f32; RATIOS]>);
        let lesson = Lesson { network, trained, samples, before: &[], loss };
        let mut room = Room { memory: &mut [0.0; NETWORK.memory()], y: &mut [0.0; CLASSES] };
        Ok(self.course.step(self.parameters, &lesson, &mut room)?)
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        let x = self.heard.ok_or(Refusal::Order)?;
        let (frozen, tuned) = (named(&KNOWN.parameters, &x)?, named(self.parameters, &x)?);
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
