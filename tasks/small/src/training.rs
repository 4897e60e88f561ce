//! A training step by step, on samples that stay where they are.

mod kept;

use crate::moved::Moved;
use core::ops::Range;
use oorandom::Rand32;
use serde::{Deserialize, Serialize};
use thalweg::{
    Error,
    group::{Layout, Whole},
    loss::SoftmaxCrossEntropy,
    nn::{Kaiming, Layer, LayerList, Pass, Sequential, Trace},
    optimizer::{Memory, Optimizer, Outcome, Rule},
    schedule::Schedule,
};
use thalweg_watch::{diverged, training::Chain};

/// Where a network starts: rows of `fan_in` weights for each of these layers.
///
/// # Errors
/// A layer without inputs.
pub fn initial<const N: usize>(
    layers: &[(Range<usize>, usize)],
    seed: u32,
) -> Result<[f32; N], Error> {
    let mut parameters = [0.0; N];
    initialize(&mut parameters, layers, seed)?;
    Ok(parameters)
}

/// The same where the parameters are; those of no layer are 0.
///
/// # Errors
/// As [`initial`].
pub fn initialize(
    parameters: &mut [f32],
    layers: &[(Range<usize>, usize)],
    seed: u32,
) -> Result<(), Error> {
    parameters.fill(0.0);
    for (number, (range, fan_in)) in layers.iter().enumerate() {
        let own = parameters.get_mut(range.clone()).unwrap_or_default();
        Kaiming::DEFAULT.fill(*fan_in, own, seed.wrapping_mul(31).wrapping_add(number as u32))?;
    }
    Ok(())
}

/// Softmax cross-entropy of a class, for features of any kind.
///
/// # Errors
/// No class of this number, a logit that is not finite.
#[allow(clippy::trivially_copy_pass_by_ref)] // as every target
pub fn of_class<X>(z: &mut [f32], _: &X, class: &usize) -> Result<f32, Error> {
    SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, *class)
}

/// What a network is trained on.
#[derive(Clone, Debug)]
pub struct Lesson<'t, T, X, Y, L, M = Range<usize>> {
    /// The network.
    pub network: &'t Sequential<T>,
    /// Which of the parameters change.
    pub trained: M,
    /// Features, and what belongs to them.
    pub samples: &'t [(X, Y)],
    /// The same of before, of which a step takes as many as the recipe says.
    pub before: &'t [(X, Y)],
    /// The loss of outputs, features and what belongs to them; in place of the outputs, its gradient.
    pub loss: L,
}

/// Where a step puts what it needs no longer than it takes.
#[derive(Debug)]
pub struct Room<'r> {
    /// As much as the network's training takes.
    pub memory: &'r mut [f32],
    /// As many as the network's outputs.
    pub y: &'r mut [f32],
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The step, from 0.
    pub step: u32,
    /// How many there will be.
    pub steps: u32,
    /// The mean loss of the batch before the update.
    pub loss: f32,
}

/// What a training follows: how long it is, and what each step does.
#[derive(Clone, Debug)]
pub struct Plan<R, S> {
    /// The rule.
    pub rule: R,
    /// What becomes of a gradient before it.
    pub chain: Chain,
    /// The learning rate of each step.
    pub schedule: S,
    /// How often every sample is seen.
    pub epochs: u32,
    /// How many samples a step takes.
    pub batch: usize,
    /// How many samples of before a step takes besides.
    pub replayed: usize,
    /// Of the order of the samples, and of which of before are taken.
    pub seed: u64,
}

impl<R, S> Plan<R, S> {
    /// The same by other learning rates.
    pub fn by<T>(self, schedule: T) -> Plan<R, T> {
        let Self { rule, chain, epochs, batch, replayed, seed, .. } = self;
        Plan { rule, chain, schedule, epochs, batch, replayed, seed }
    }
}

/// What is lent to a [`Course`].
#[derive(Debug)]
pub struct CourseMemory<R: Rule, const N: usize, G: Layout = Whole> {
    optimizer: Memory<R, [f32; N], G>,
    gradient: [f32; N],
}

impl<R: Rule, const N: usize, G: Layout> CourseMemory<R, N, G> {
    /// As it is before it is lent.
    pub const ZERO: Self = Self { optimizer: Memory::ZERO, gradient: [0.0; N] };
}

/// What a loss that is not finite is one of: a sample that was learnt, or one of before.
pub(crate) const OF_SAMPLES: &str = "the loss of samples";
pub(crate) const OF_BEFORE: &str = "the loss of samples of before";

/// As many as a `u16` tells apart.
const MOST_SAMPLES: usize = 1 << 16;

/// A training; each that [begins](Self::begin) takes the place of the one before. `O` holds the order of the samples, `G` are
/// the groups of the parameters that are trained.
#[derive(Debug)]
pub struct Course<'m, R: Rule, S, O, const N: usize, G: Layout = Whole> {
    optimizer: Optimizer<R, &'m mut [f32; N], Chain, G>,
    gradient: &'m mut [f32; N],
    followed: Option<Followed<S>>,
    random: Rand32,
    order: O,
    step: u32,
    steps: u32,
}

/// Of a plan what every step asks for.
#[derive(Clone, Debug)]
struct Followed<S> {
    schedule: S,
    batch: usize,
    replayed: usize,
}

impl<'m, R: Rule, S: Schedule, O, const N: usize> Course<'m, R, S, O, N>
where
    O: AsMut<[u16]> + Default,
{
    /// None has begun.
    ///
    /// # Errors
    /// A setting of the rule out of its range.
    pub fn idle(rule: R, memory: &'m mut CourseMemory<R, N>) -> Result<Self, Error> {
        Self::idle_grouped(rule, Whole, memory)
    }

    /// Begins one over as many samples as `order` has places.
    ///
    /// # Errors
    /// A setting out of its range, more samples than `order` can tell apart; the one before goes on then.
    pub fn begin(&mut self, plan: Plan<R, S>, order: O) -> Result<(), Error> {
        self.begin_grouped(plan, Whole, order)
    }
}

impl<'m, R: Rule, S: Schedule, O, const N: usize, G: Layout> Course<'m, R, S, O, N, G>
where
    O: AsMut<[u16]> + Default,
{
    /// [`idle`](Course::idle) with these groups.
    ///
    /// # Errors
    /// As there; a group out of its range.
    pub fn idle_grouped(
        rule: R,
        groups: G,
        memory: &'m mut CourseMemory<R, N, G>,
    ) -> Result<Self, Error> {
        let CourseMemory { optimizer, gradient } = memory;
        Ok(Self {
            optimizer: Optimizer::lend_grouped(rule, Chain::default(), groups, optimizer)?,
            gradient,
            followed: None,
            random: Rand32::new(0),
            order: O::default(),
            step: 0,
            steps: 0,
        })
    }

    /// [`begin`](Course::begin) over these groups.
    ///
    /// # Errors
    /// As there; a group out of its range, more parameters than there is memory for.
    pub fn begin_grouped(
        &mut self,
        plan: Plan<R, S>,
        groups: G,
        mut order: O,
    ) -> Result<(), Error> {
        let Plan { rule, chain, schedule, epochs, batch, replayed, seed } = plan;
        let (places, batch) = (order.as_mut(), batch.max(1));
        let samples = places.len();
        if samples > MOST_SAMPLES {
            let (field, value, allowed) = ("samples", samples as u32, "up to 65536");
            return Err(Error::Count { field, value, allowed });
        }
        places.iter_mut().enumerate().for_each(|(number, place)| *place = number as u16);
        self.optimizer.restart_grouped(rule, chain, groups)?;
        (self.step, self.steps) = (0, epochs.saturating_mul(samples.div_ceil(batch) as u32));
        self.order = order;
        self.random = Rand32::new(seed);
        self.followed = Some(Followed { schedule, batch, replayed });
        Ok(())
    }

    /// Forgets the one that has begun.
    pub fn end(&mut self) {
        self.optimizer.reset();
        (self.followed, self.step, self.steps) = (None, 0, 0);
    }

    /// Whether one has begun; to its end it may have come.
    pub const fn has_begun(&self) -> bool {
        self.followed.is_some()
    }

    /// The number of the next step, from 0.
    pub const fn next(&self) -> u32 {
        self.step
    }

    /// How many steps there are; 0 if none has begun.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How many steps were skipped, as their gradient was not finite.
    pub const fn skipped(&self) -> u32 {
        self.optimizer.skipped()
    }

    /// The next step; `None` after the last, and where none has begun.
    ///
    /// # Errors
    /// A sample of another length; a loss that is not finite, with the place of its sample; what a step leaves that is not
    /// finite.
    pub fn step<T, X, Y, L, M>(
        &mut self,
        parameters: &mut [f32; N],
        lesson: &Lesson<'_, T, X, Y, L, M>,
        room: &mut Room<'_>,
    ) -> Result<Option<Progress>, Error>
    where
        T: LayerList,
        X: AsRef<[f32]>,
        L: Fn(&mut [f32], &X, &Y) -> Result<f32, Error>,
        M: Moved<G>,
    {
        let Self { step, steps, .. } = *self;
        let rate = self.followed.as_ref().filter(|_| step < steps).map(|of| of.schedule.at(step));
        let Some(rate) = rate else { return Ok(None) };
        let loss = self.backward(parameters, lesson, room)?;
        let Self { optimizer, gradient, .. } = self;
        let outcome = lesson.trained.update(optimizer, step, parameters, gradient, rate)?;
        if outcome == Outcome::Diverged {
            return Err(diverged(parameters));
        }
        self.step += 1;
        Ok(Some(Progress { step, steps, loss }))
    }

    /// The mean loss of the next batch and of some samples of before and, in `gradient`, its gradient.
    fn backward<T, X, Y, L, M>(
        &mut self,
        parameters: &[f32; N],
        lesson: &Lesson<'_, T, X, Y, L, M>,
        room: &mut Room<'_>,
    ) -> Result<f32, Error>
    where
        T: LayerList,
        X: AsRef<[f32]>,
        L: Fn(&mut [f32], &X, &Y) -> Result<f32, Error>,
    {
        let Self { gradient, followed, random, order, step, .. } = self;
        let (mut sum, mut count) = (0.0, 0.0_f32);
        gradient.fill(0.0);
        let mut add = |what, samples: &[(X, Y)], place: usize| {
            let Some(sample) = samples.get(place) else { return Ok(()) };
            sum += lesson
                .add(parameters, sample, *step, room, &mut gradient[..])
                .map_err(|error| of_sample(what, place, error))?;
            count += 1.0;
            Ok::<(), Error>(())
        };
        let (batch, replayed) = followed.as_ref().map_or((1, 0), |of| (of.batch, of.replayed));
        let order = order.as_mut();
        let number = *step as usize % order.len().div_ceil(batch).max(1);
        if number == 0 {
            shuffle(order, random);
        }
        let chosen = order.chunks(batch).nth(number).unwrap_or_default();
        for &place in chosen {
            add(OF_SAMPLES, lesson.samples, usize::from(place))?;
        }
        if !lesson.before.is_empty() {
            let before = 0..lesson.before.len() as u32;
            for _ in 0..replayed {
                let drawn = random.rand_range(before.clone()) as usize;
                add(OF_BEFORE, lesson.before, drawn)?;
            }
        }
        let count = count.max(1.0);
        gradient.iter_mut().for_each(|g| *g /= count);
        Ok(sum / count)
    }
}

impl<T, X, Y, L, M> Lesson<'_, T, X, Y, L, M>
where
    T: LayerList,
    X: AsRef<[f32]>,
    L: Fn(&mut [f32], &X, &Y) -> Result<f32, Error>,
{
    /// Adds the gradient of one sample; its loss.
    fn add(
        &self,
        parameters: &[f32],
        (x, target): &(X, Y),
        number: u32,
        Room { memory, y }: &mut Room<'_>,
        gradient: &mut [f32],
    ) -> Result<f32, Error> {
        let (pass, used) = (Pass::Training(number), self.network.parameters());
        // Room for a larger network may be more than this one takes.
        let parameters = parameters.get(..used).unwrap_or_default();
        let gradient = gradient.get_mut(..used).unwrap_or_default();
        self.network.forward(parameters, x.as_ref(), y, memory, pass)?;
        let loss = (self.loss)(y, x, target)?;
        let trace = Trace { x: x.as_ref(), y: &[], dy: y, memory, pass };
        self.network.backward(parameters, trace, Some(gradient), None)?;
        Ok(loss)
    }
}

/// A loss that is not finite, as one of the sample in this place: which output it was says nothing of the data.
pub(crate) fn of_sample(what: &'static str, place: usize, error: Error) -> Error {
    match error {
        Error::NotFinite { .. } => Error::NotFinite { what, index: place },
        other => other,
    }
}

/// Fisher and Yates.
pub(crate) fn shuffle(items: &mut [u16], random: &mut Rand32) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::{nn::Dense, optimizer::Sgd, schedule::Constant, sequential, valid};

    #[test]
    fn a_loss_that_is_none_names_its_sample() {
        const NETWORK: Sequential<(Dense,)> = sequential!(Dense::new(1, 2));
        let mut samples = [([0.5], 0), ([-0.5], 1), ([1.0], 0), ([0.25], 1)];
        samples[2].0 = [f32::NAN];
        let mut memory = CourseMemory::<Sgd, 4>::ZERO;
        let mut course = Course::<_, _, [u16; 4], 4>::idle(Sgd, &mut memory).unwrap();
        let plan = Plan {
            rule: Sgd,
            chain: Chain::default(),
            schedule: valid!(Constant::new(0.1)),
            epochs: 1,
            batch: 4,
            replayed: 0,
            seed: 1,
        };
        course.begin(plan, [0; 4]).unwrap();
        let lesson = Lesson {
            network: &NETWORK,
            trained: 0..4,
            samples: &samples,
            before: &[],
            loss: of_class,
        };
        let mut room = Room { memory: &mut [0.0; NETWORK.memory()], y: &mut [0.0; 2] };
        assert_eq!(
            course.step(&mut [0.1; 4], &lesson, &mut room).unwrap_err(),
            Error::NotFinite { what: "the loss of samples", index: 2 }
        );
    }
}
