//! Somebody's own sensor and classes: what it measures, and what is to be told apart, is said when it begins, not when it is
//! built.
//!
//! A sample is a row of up to 32 features, or a window of rows of up to 9 channels; of a window the features are, of each
//! channel, its mean, its standard deviation and the mean way from one row to the next. They are normalised by the
//! statistics of the samples that were learnt. How it is trained is said as well: it follows the recipes that the
//! [watch](thalweg_watch::training) follows, of its own two layers: which parameters are trained and from when on, a penalty on
//! the way from the start and a part of the way back. The start is what was given, or random. `replay` is refused: it is told
//! somebody's samples once, and has none of before.

mod kept;
mod shape;
#[cfg(test)]
mod tests;
mod told;
mod tuning;
mod window;

pub use shape::Shape;
pub use told::{MOST_STEPS, read};

use crate::{
    Course, CourseMemory, Factory, Keeps, Lesson, Plan, Progress, Recipe, Refusal, Room, State,
    Task, Update, Verdict, initialize,
    task::{class, only},
};
use heapless::Vec;
use thalweg::{
    Error,
    checkpoint::Identity,
    data::RunningStatistics,
    group::Groups,
    loss::SoftmaxCrossEntropy,
    metric::argmax,
    nn::{Dense, Layer, Pass, Relu, Sequential},
    optimizer::Momentum,
    sequential,
};
use thalweg_watch::{
    parameters_hash,
    training::{self, Chain, RECIPE_BYTES, Rate, Rules},
};
use tuning::{FromStart, Tuning};
use window::Window;

/// Features of a sample, at most.
pub const FEATURES: usize = 32;
/// Channels of a row of a window, at most.
pub const CHANNELS: usize = 9;
/// Features of a channel of a window.
pub const OF_A_CHANNEL: usize = 3;
/// Classes, at most.
pub const CLASSES: usize = 12;
/// Hidden units, at most.
pub const HIDDEN: usize = 16;
/// Labelled samples that are remembered.
pub const CAPACITY: usize = 48;
/// How it is tuned where no recipe was told, by momentum of 0.9.
pub const RECIPE: Recipe =
    Recipe { update: Update::Momentum, learning_rate: 0.03, epochs: 80, batch: 4, replayed: 0 };

/// Layers with parameters.
const LAYERS: usize = 2;
type Network = Sequential<(Dense, Relu, Dense)>;
const LARGEST: Network =
    sequential!(Dense::new(FEATURES, HIDDEN), Relu::new(HIDDEN), Dense::new(HIDDEN, CLASSES));
const SMALLEST: Network =
    sequential!(Dense::new(2, HIDDEN), Relu::new(HIDDEN), Dense::new(HIDDEN, 2));
/// Parameters, at most.
pub const PARAMETERS: usize = LARGEST.parameters();
const MEMORY: usize = LARGEST.memory();

type Features = Vec<f32, FEATURES>;
type Training<'m> = Course<'m, Rules, Rate, Vec<u16, CAPACITY>, PARAMETERS, Groups<LAYERS>>;
type Samples = Vec<(Features, usize), CAPACITY>;

/// What is lent to the task.
#[derive(Debug)]
pub struct Memory {
    start: [f32; PARAMETERS],
    parameters: [f32; PARAMETERS],
    samples: Samples,
    course: CourseMemory<Rules, PARAMETERS, Groups<LAYERS>>,
}

/// The task on a device.
#[derive(Debug)]
pub struct General<'m> {
    shape: Shape,
    network: Network,
    /// Where it starts: random, or given.
    start: &'m mut [f32; PARAMETERS],
    parameters: &'m mut [f32; PARAMETERS],
    /// As they were measured.
    samples: &'m mut Samples,
    statistics: RunningStatistics<[f32; FEATURES]>,
    window: Window,
    heard: Option<Features>,
    /// It was told what it is.
    told: bool,
    /// The bytes of a recipe that is being told.
    bytes: Vec<u8, RECIPE_BYTES>,
    /// The recipe that was told, in place of its own.
    recipe: Option<training::Recipe>,
    loss: SoftmaxCrossEntropy,
    tuning: Tuning,
    /// The network as far down as the next step trains it, and the lowest layer of that.
    tuned: (Network, usize),
    course: Training<'m>,
}

/// What moves the parameters where no recipe was told.
const RULE: Rules = Rules::Momentum(Momentum { momentum: 0.9 });

impl General<'_> {
    /// From scratch, or from what was given.
    fn restart(&mut self) {
        self.parameters.copy_from_slice(self.start);
        self.samples.clear();
        self.statistics = RunningStatistics::new();
        (self.window, self.heard) = (Window::default(), None);
        self.course.end();
    }

    /// Of room for the largest network what this one takes.
    fn used<'n>(&self, numbers: &'n [f32; PARAMETERS]) -> &'n [f32] {
        numbers.get(..self.network.parameters()).unwrap_or_default()
    }

    /// The backward pass of the next step goes no further down than to what it trains.
    #[inline(never)] // seldom, and with room for the shapes of any network
    fn reach(&mut self) -> Result<(), Error> {
        let lowest = self.tuning.selection.lowest_layer(self.course.next());
        if lowest != self.tuned.1 {
            self.tuned = (self.network.trained_from(lowest)?, lowest);
        }
        Ok(())
    }

    fn normalised(&self, x: &Features) -> Result<Features, Refusal> {
        let mut whole = [0.0; FEATURES];
        whole.iter_mut().zip(x).for_each(|(place, x)| *place = *x);
        self.statistics.normalize(&mut whole)?;
        Ok(whole.iter().take(x.len()).copied().collect())
    }

    fn named(&self, parameters: &[f32; PARAMETERS], x: &[f32]) -> Result<f32, Refusal> {
        let (mut memory, mut z) = ([0.0; MEMORY], [0.0; CLASSES]);
        let z = z.get_mut(..self.network.outputs()).unwrap_or_default();
        let memory = memory.get_mut(..self.network.inference_memory()).unwrap_or_default();
        let parameters = parameters.get(..self.network.parameters()).unwrap_or_default();
        self.network.forward(parameters, x, z, memory, Pass::Inference)?;
        Ok(argmax(z).ok_or(Refusal::NotFinite)? as f32)
    }
}

/// What a training on so many samples follows: the recipe that was told, or its own.
fn plan(recipe: Option<&training::Recipe>, samples: usize) -> Result<Plan<Rules, Rate>, Error> {
    let Some(recipe) = recipe else {
        let plan = RECIPE.plan(RULE, samples, 1)?;
        let rates = Rate::leaf(plan.schedule);
        return Ok(plan.by(rates));
    };
    Ok(Plan {
        rule: recipe.rule,
        chain: recipe.chain::<Chain>()?,
        schedule: recipe.schedule.clone(),
        epochs: recipe.epochs,
        batch: recipe.batch as usize,
        replayed: 0,
        seed: recipe.seed,
    })
}

/// Begins one on so many samples.
fn begin(
    course: &mut Training<'_>,
    plan: Plan<Rules, Rate>,
    tuning: &Tuning,
    samples: usize,
) -> Result<(), Error> {
    let order = (0..samples).map(|_| 0).collect();
    course.begin_grouped(plan, tuning.groups(), order)
}

/// The loss of a recipe, or its own.
fn loss(recipe: Option<&training::Recipe>) -> SoftmaxCrossEntropy {
    recipe.and_then(training::loss).unwrap_or(SoftmaxCrossEntropy::DEFAULT)
}

impl<'m> Factory<'m> for General<'m> {
    type Memory = Memory;
    const ZERO: Memory = Memory {
        start: [0.0; PARAMETERS],
        parameters: [0.0; PARAMETERS],
        samples: Vec::new(),
        course: CourseMemory::ZERO,
    };

    fn factory(memory: &'m mut Memory) -> Result<Self, Error> {
        let Memory { start, parameters, samples, course } = memory;
        samples.clear();
        // Over all that the memory has room for, until a training says of what.
        let tuning = Tuning::new(None, &LARGEST)?;
        // It begins with its shape.
        Ok(Self {
            shape: Shape::DEFAULT,
            network: SMALLEST,
            start,
            parameters,
            samples,
            statistics: RunningStatistics::new(),
            window: Window::default(),
            heard: None,
            told: false,
            bytes: Vec::new(),
            recipe: None,
            loss: SoftmaxCrossEntropy::DEFAULT,
            course: Course::idle_grouped(RULE, tuning.groups(), course)?,
            tuning,
            tuned: (SMALLEST, 0),
        })
    }
}

impl Keeps for General<'_> {
    /// The factory knows nothing.
    fn identity(&self) -> Identity {
        kept::identity()
    }
}

impl Task for General<'_> {
    fn steps(&self) -> [u32; 2] {
        [self.course.next(), self.course.steps()]
    }

    fn shape(&mut self, shape: Shape) -> Result<(), Refusal> {
        let network = shape.network()?;
        let (fan_in, hidden) = (network.inputs(), usize::from(shape.hidden));
        let first = hidden * (fan_in + 1);
        let layers = [(0..first, fan_in), (first..network.parameters(), hidden)];
        initialize(self.start, &layers, 1)?;
        (self.shape, self.network, self.told) = (shape, network, true);
        self.recipe = None;
        self.bytes.clear();
        self.restart();
        Ok(())
    }

    fn given(&mut self, first: u16, values: &[f32]) -> Result<(), Refusal> {
        if !self.samples.is_empty() || !self.told {
            return Err(Refusal::Order);
        }
        let (from, used) = (usize::from(first), self.network.parameters());
        let places = self.start.get_mut(..used).and_then(|all| all.get_mut(from..));
        let places = places.and_then(|all| all.get_mut(..values.len())).ok_or(Refusal::Length)?;
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Refusal::NotFinite);
        }
        places.copy_from_slice(values);
        self.restart();
        Ok(())
    }

    fn recipe(&mut self, first: u16, bytes: &[u8]) -> Result<(), Refusal> {
        if first == 0 {
            self.bytes.clear();
        }
        if usize::from(first) != self.bytes.len() {
            return Err(Refusal::Order);
        }
        self.bytes.extend_from_slice(bytes).map_err(|_| Refusal::Length)
    }

    /// Before a training: one that has begun is kept with the recipe that it follows.
    fn follow(&mut self) -> Result<(), Refusal> {
        if self.course.has_begun() {
            return Err(Refusal::Order);
        }
        let bytes = core::mem::take(&mut self.bytes);
        self.recipe = match bytes.as_slice() {
            [] => None,
            bytes => Some(told::read_for(bytes, &self.network).map_err(|_| Refusal::Recipe)?),
        };
        Ok(())
    }

    fn begin(&mut self, model: u8) -> Result<(), Refusal> {
        only(model)?;
        if !self.told {
            let recipe = self.recipe.take();
            self.shape(self.shape)?;
            self.recipe = recipe;
        }
        self.restart();
        Ok(())
    }

    fn hear(&mut self, first: bool, values: &[f32]) -> Result<(), Refusal> {
        self.heard = None;
        if !values.iter().all(|value| value.is_finite()) {
            self.window = Window::default();
            return Err(Refusal::NotFinite);
        }
        if self.shape.window == 1 {
            let whole = first && values.len() == usize::from(self.shape.values);
            let features = if whole { Vec::from_slice(values).ok() } else { None };
            self.heard = Some(features.ok_or(Refusal::Length)?);
            return Ok(());
        }
        if first {
            self.window = Window::default();
        }
        let channels = usize::from(self.shape.values);
        values
            .iter()
            .try_for_each(|value| self.window.push(*value, channels, self.shape.window))?;
        self.heard = self.window.features(channels, self.shape.window);
        Ok(())
    }

    fn learn(&mut self, label: f32) -> Result<(), Refusal> {
        let class = class(label, usize::from(self.shape.classes))?;
        let x = self.heard.clone().ok_or(Refusal::Order)?;
        if self.course.has_begun() || !self.told {
            return Err(Refusal::Order);
        }
        let mut whole = [0.0; FEATURES];
        whole.iter_mut().zip(&x).for_each(|(place, x)| *place = *x);
        self.samples.push((x, class)).map_err(|_| Refusal::Full)?;
        Ok(self.statistics.push(&whole)?)
    }

    fn adapt(&mut self) -> Result<(), Refusal> {
        if self.samples.is_empty() || self.course.has_begun() {
            return Err(Refusal::Order);
        }
        let (recipe, samples) = (self.recipe.as_ref(), self.samples.len());
        let (plan, loss) = (plan(recipe, samples)?, loss(recipe));
        let tuning = Tuning::new(recipe, &self.network)?;
        for number in 0..samples {
            let x = self.samples.get(number).map(|(x, _)| self.normalised(x)).transpose()?;
            if let (Some((place, _)), Some(x)) = (self.samples.get_mut(number), x) {
                *place = x;
            }
        }
        begin(&mut self.course, plan, &tuning, samples)?;
        (self.loss, self.tuning, self.tuned) = (loss, tuning, (self.network, 0));
        Ok(())
    }

    fn step(&mut self) -> Result<Option<Progress>, Refusal> {
        self.reach()?;
        let (network, samples, of) = (&self.tuned.0, self.samples.as_slice(), self.loss);
        let start = self.start.get(..network.parameters()).unwrap_or_default();
        let trained = FromStart { tuning: &self.tuning, start };
        let loss = |z: &mut [f32], _: &Features, class: &usize| of.value_and_grad(z, *class);
        let lesson = Lesson { network, trained, samples, before: &[], loss };
        let (mut memory, mut y) = ([0.0; MEMORY], [0.0; CLASSES]);
        let memory = memory.get_mut(..network.memory()).unwrap_or_default();
        let y = y.get_mut(..network.outputs()).unwrap_or_default();
        let progress = self.course.step(self.parameters, &lesson, &mut Room { memory, y })?;
        if progress.is_some_and(|of| of.step + 1 == of.steps) {
            let parameters = self.parameters.get_mut(..start.len()).unwrap_or_default();
            self.tuning.settle(parameters, start)?;
        }
        Ok(progress)
    }

    fn judge(&self, network: u8) -> Result<Verdict, Refusal> {
        only(network)?;
        let x = self.normalised(self.heard.as_ref().ok_or(Refusal::Order)?)?;
        let (frozen, tuned) = (self.named(self.start, &x)?, self.named(self.parameters, &x)?);
        Ok(Verdict { frozen, tuned, alarm: false })
    }

    fn state(&self) -> State {
        State {
            learnt: self.samples.len() as u32,
            skipped: self.course.skipped(),
            steps: self.steps(),
            parameters_hash: parameters_hash(self.used(self.parameters)),
        }
    }
}
