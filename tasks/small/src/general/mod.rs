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

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::boxed::Box;
    use thalweg::{
        loss::L2Sp,
        recipe::{Trained, Unfreezing, WiseFt},
    };

    fn made() -> General<'static> {
        General::factory(Box::leak(Box::new(General::ZERO))).unwrap()
    }

    fn told(shape: Shape) -> General<'static> {
        let mut general = made();
        general.shape(shape).unwrap();
        general.begin(0).unwrap();
        general
    }

    #[test]
    fn a_window_is_heard_in_any_pieces() {
        let shape = Shape { values: 2, window: 5, ..Shape::DEFAULT };
        let values: [f32; 10] = core::array::from_fn(|i| (i as f32 * 0.7).sin());
        let mut whole = told(shape);
        whole.hear(true, &values).unwrap();
        let mut pieces = told(shape);
        for (number, piece) in values.chunks(3).enumerate() {
            assert_eq!(pieces.learn(0.0), Err(Refusal::Order));
            pieces.hear(number == 0, piece).unwrap();
        }
        assert_eq!(whole.heard, pieces.heard);
        let found = whole.heard.unwrap();
        for channel in 0..2 {
            let of = |row: usize| f64::from(values[2 * row + channel]);
            let mean = (0..5).map(of).sum::<f64>() / 5.0;
            let square = (0..5).map(|row| (of(row) - mean).powi(2)).sum::<f64>() / 5.0;
            let way = (1..5).map(|row| (of(row) - of(row - 1)).abs()).sum::<f64>() / 4.0;
            for (found, expected) in found[3 * channel..].iter().zip([mean, square.sqrt(), way]) {
                assert!((f64::from(*found) - expected).abs() < 1e-6, "{found} for {expected}");
            }
        }
        assert_eq!(pieces.hear(false, &[0.0]), Err(Refusal::Length)); // it is whole
        assert_eq!(pieces.hear(true, &[f32::MAX, 0.0, f32::MIN, 0.0]), Ok(()));
    }

    #[test]
    fn what_is_out_of_range_is_refused_and_changes_nothing() {
        let mut new = made();
        new.hear(true, &[1.0, 2.0]).unwrap();
        assert_eq!(
            (new.learn(0.0), new.given(0, &[1.0])),
            (Err(Refusal::Order), Err(Refusal::Order))
        );
        let mut general = told(Shape { values: 3, ..Shape::DEFAULT });
        let before = general.state();
        for shape in [
            Shape { values: 0, ..Shape::DEFAULT },
            Shape { values: 33, ..Shape::DEFAULT },
            Shape { values: 10, window: 2, ..Shape::DEFAULT },
            Shape { window: 0, ..Shape::DEFAULT },
            Shape { classes: 1, ..Shape::DEFAULT },
            Shape { classes: 13, ..Shape::DEFAULT },
            Shape { hidden: 0, ..Shape::DEFAULT },
            Shape { hidden: 17, ..Shape::DEFAULT },
        ] {
            assert_eq!(general.shape(shape), Err(Refusal::Number), "{shape:?}");
        }
        assert_eq!(general.given(97, &[1.0, 1.0]), Err(Refusal::Length)); // it has 98
        assert_eq!(general.given(0, &[f32::NAN]), Err(Refusal::NotFinite));
        general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(general.hear(true, &[1.0, f32::NAN, 3.0]), Err(Refusal::NotFinite));
        assert_eq!(general.learn(0.0), Err(Refusal::Order)); // nor what was heard before
        assert_eq!(general.hear(true, &[1.0, 2.0]), Err(Refusal::Length));
        assert_eq!(general.hear(false, &[1.0, 2.0, 3.0]), Err(Refusal::Length));
        assert_eq!(general.learn(0.0), Err(Refusal::Order));
        assert_eq!(general.adapt(), Err(Refusal::Order));
        assert_eq!(general.state(), before);
        general.given(96, &[1.0, 1.0]).unwrap();
        assert_ne!(general.state(), before);
        // Somebody new starts from what was given as well.
        let given = general.state();
        general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
        general.learn(0.0).unwrap();
        assert_eq!(general.given(0, &[1.0]), Err(Refusal::Order));
        general.begin(0).unwrap();
        assert_eq!(general.state(), given);
        // What is finite and of no use makes no class.
        let large = core::array::from_fn::<_, 98, _>(|i| {
            if i < 64 || i % 2 == 0 { f32::MAX } else { f32::MIN }
        });
        general.given(0, &large).unwrap();
        general.hear(true, &[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(general.judge(0), Err(Refusal::NotFinite));
        // The largest that fits does.
        told(Shape { values: 32, window: 1, classes: 12, hidden: 16 });
        told(Shape { values: 9, window: u16::MAX, classes: 12, hidden: 16 });
    }

    /// Two classes, in turn.
    fn sample(i: u8) -> [f32; 2] {
        let side = if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        [side + f32::from(i % 5) * 0.01, 5.0 - f32::from(i % 3) * 0.02]
    }

    /// Learns eight samples; how many steps that takes.
    fn tune(general: &mut General<'_>) -> u32 {
        for i in 0..8 {
            general.hear(true, &sample(i)).unwrap();
            general.learn(f32::from(i % 2)).unwrap();
        }
        general.adapt().unwrap();
        let steps = core::iter::from_fn(|| general.step().unwrap());
        steps.last().map_or(0, |last| last.steps)
    }

    #[test]
    fn a_recipe_is_followed_until_another_shape_is_told() {
        let mut general = told(Shape::DEFAULT);
        let own = (tune(&mut general), general.state().parameters_hash);
        let mut buffer = [0; RECIPE_BYTES];
        let smooth = SoftmaxCrossEntropy { label_smoothing: 0.1 };
        let recipe = training::Recipe {
            epochs: 3,
            loss: thalweg::recipe::AnyLoss::SoftmaxCrossEntropy(smooth),
            ..training::DEFAULT
        };
        let bytes = recipe.encode(&mut buffer).unwrap();
        let (first, second) = bytes.split_at(7);
        general.recipe(0, first).unwrap();
        assert_eq!(general.recipe(8, second), Err(Refusal::Order));
        general.recipe(7, second).unwrap();
        assert_eq!(general.follow(), Err(Refusal::Order)); // not behind what it is not the recipe of
        general.begin(0).unwrap();
        general.follow().unwrap();
        let by_it = (tune(&mut general), general.state().parameters_hash);
        assert_eq!((own.0, by_it.0), (80 * 2, 3 * 2));
        assert_ne!(own.1, by_it.1);
        // What cannot be followed leaves the one before.
        general.begin(0).unwrap();
        let half = thalweg::recipe::StatePrecision::Bf16;
        let half = training::Recipe { precision: half, ..recipe.clone() };
        let mut buffer = [0; RECIPE_BYTES];
        let mut long = [0; RECIPE_BYTES];
        let endless = training::Recipe { epochs: u32::MAX, ..recipe.clone() };
        let endless = &*endless.encode(&mut long).unwrap();
        for bytes in [&[1, 2, 3], &*half.encode(&mut buffer).unwrap(), endless] {
            general.recipe(0, bytes).unwrap();
            assert_eq!(general.follow(), Err(Refusal::Recipe));
        }
        assert_eq!(general.recipe(0, &[0; RECIPE_BYTES + 1]), Err(Refusal::Length));
        general.recipe(0, &[1, 2, 3]).unwrap(); // and nothing more of it
        general.begin(0).unwrap();
        assert_eq!((tune(&mut general), general.state().parameters_hash), by_it);
        general.shape(Shape::DEFAULT).unwrap();
        general.follow().unwrap();
        assert_eq!((tune(&mut general), general.state().parameters_hash), own);
        // It may be told before the shape that nobody tells.
        let mut new = made();
        let mut buffer = [0; RECIPE_BYTES];
        new.recipe(0, recipe.encode(&mut buffer).unwrap()).unwrap();
        new.follow().unwrap();
        new.begin(0).unwrap();
        assert_eq!((tune(&mut new), new.state().parameters_hash), by_it);
    }

    /// Tells a recipe.
    fn follow(general: &mut General<'_>, recipe: &training::Recipe) -> Result<(), Refusal> {
        let mut buffer = [0; RECIPE_BYTES];
        general.recipe(0, recipe.encode(&mut buffer).unwrap())?;
        general.follow()
    }

    /// The parameters before and after a training by a recipe, of a network of two features, three hidden units, two classes.
    fn tuned(recipe: &training::Recipe) -> ([f32; 17], [f32; 17]) {
        let mut general = told(Shape { hidden: 3, ..Shape::DEFAULT });
        follow(&mut general, recipe).unwrap();
        let of = |all: &[f32]| <[f32; 17]>::try_from(&all[..17]).unwrap();
        let start = of(&*general.parameters);
        assert_eq!(tune(&mut general), 2 * recipe.epochs);
        (start, of(&*general.parameters))
    }

    /// Which of the parameters have moved.
    fn moved((start, end): ([f32; 17], [f32; 17])) -> std::vec::Vec<usize> {
        (0..17).filter(|&i| start[i].to_bits() != end[i].to_bits()).collect()
    }

    #[test]
    fn what_a_recipe_trains_moves_and_nothing_else() {
        let by = |trained| training::Recipe { trained, ..training::DEFAULT };
        assert_eq!(moved(tuned(&by(Trained::All))).len(), 17);
        let last = moved(tuned(&by(Trained::LastLayers { layers: 1 })));
        assert_eq!(last, (9..17).collect::<std::vec::Vec<_>>());
        assert_eq!(moved(tuned(&by(Trained::Biases { layers: None }))), [2, 5, 8, 12, 16]);
        assert_eq!(moved(tuned(&by(Trained::Biases { layers: Some(1) }))), [12, 16]);
        let channels = Trained::Channels { layer: 0, first: 1, count: 2 };
        assert_eq!(moved(tuned(&by(channels))), [3, 4, 5, 6, 7, 8]);
        // The last layer first; the other thaws at the step that the 8 epochs of 2 steps reach, or later.
        let from = |every| training::Recipe {
            unfreezing: Some(Unfreezing { layers: 1, every }),
            ..training::DEFAULT
        };
        assert_eq!(moved(tuned(&from(16))), last);
        assert_eq!(moved(tuned(&from(15))).len(), 17);
        // No channel that thaws within the training: nothing moves.
        let late = training::Recipe { trained: channels, ..from(16) };
        assert!(moved(tuned(&late)).is_empty());
    }

    #[test]
    fn a_recipe_keeps_to_the_start() {
        let way = |recipe: &training::Recipe| {
            let (start, end) = tuned(recipe);
            start.iter().zip(end).map(|(start, end)| (end - start).powi(2)).sum::<f32>()
        };
        let free = tuned(&training::DEFAULT);
        let penalty = |alpha| training::Recipe { l2_sp: Some(L2Sp { alpha }), ..training::DEFAULT };
        assert_eq!(tuned(&penalty(0.0)), free);
        // The stronger the penalty, the shorter the way.
        let ways = [10.0, 1.0, 0.0].map(|alpha| way(&penalty(alpha)));
        assert!(ways.is_sorted() && ways[0] < 0.9 * ways[2], "{ways:?}");
        let share = |share| training::Recipe { wise: Some(WiseFt { share }), ..training::DEFAULT };
        assert_eq!(tuned(&share(1.0)), free);
        assert_eq!(tuned(&share(0.0)).1, free.0);
        let (start, half) = tuned(&share(0.5));
        for ((start, half), end) in start.iter().zip(half).zip(free.1) {
            assert!((half - (start + 0.5 * (end - start))).abs() < 1e-6);
        }
    }

    #[test]
    fn what_the_network_does_not_have_is_refused_and_changes_nothing() {
        let shape = Shape { hidden: 3, ..Shape::DEFAULT };
        let good = training::Recipe { epochs: 3, ..training::DEFAULT };
        let mut general = told(shape);
        follow(&mut general, &good).unwrap();
        let with = |trained| training::Recipe { trained, ..good.clone() };
        let thaws = |unfreezing| training::Recipe { unfreezing: Some(unfreezing), ..good.clone() };
        for (recipe, said) in [
            (
                with(Trained::LastLayers { layers: 3 }),
                "trained.layers is 3; allowed: at most the number of layers",
            ),
            (
                with(Trained::Biases { layers: Some(3) }),
                "trained.layers is 3; allowed: at most the number of layers",
            ),
            (
                with(Trained::Channels { layer: 2, first: 0, count: 1 }),
                "trained.layer is 2; allowed: below the number of layers",
            ),
            (
                with(Trained::Channels { layer: 0, first: 2, count: 2 }),
                "trained.count is 2; allowed: up to the last row of the layer",
            ),
            (
                thaws(Unfreezing { layers: 3, every: 1 }),
                "unfreezing.layers is 3; allowed: at most the number of layers",
            ),
            (
                training::Recipe { replay: 1, ..good.clone() },
                "replay is 1; allowed: 0, as no sample of before is kept",
            ),
        ] {
            let mut buffer = [0; RECIPE_BYTES];
            let bytes = recipe.encode(&mut buffer).unwrap();
            let error = read(bytes, shape).unwrap_err();
            assert_eq!(std::format!("{error}"), said);
            assert_eq!(follow(&mut general, &recipe), Err(Refusal::Recipe), "{said}");
        }
        assert_eq!(tune(&mut general), 3 * 2);
        // The watch has 25 features and fewer units: what it does not have may be here.
        let shape = Shape { hidden: 16, classes: 12, ..Shape::DEFAULT };
        let mut wide = told(shape);
        follow(&mut wide, &with(Trained::Channels { layer: 1, first: 11, count: 1 })).unwrap();
        assert_eq!(tune(&mut wide), 3 * 2);
    }

    #[test]
    fn two_classes_are_told_apart_after_a_few_samples() {
        let mut general = told(Shape::DEFAULT);
        tune(&mut general);
        for i in 8..28 {
            general.hear(true, &sample(i)).unwrap();
            assert_eq!(general.judge(0).unwrap().tuned, f32::from(i % 2), "{i}");
        }
        // Somebody new: all is forgotten.
        general.begin(0).unwrap();
        assert_eq!(general.state().learnt, 0);
    }
}
