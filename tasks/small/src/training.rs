//! A training step by step, on samples that stay where they are.

use crate::Recipe;
use core::ops::Range;
use oorandom::Rand32;
use serde::{Deserialize, Serialize};
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    loss::SoftmaxCrossEntropy,
    nn::{Kaiming, Layer, LayerList, Pass, Sequential, Trace},
    optimizer::{Optimizer, Outcome, Rule},
    schedule::{Cosine, Schedule},
};
use thalweg_watch::diverged;

/// Where a network starts: rows of `fan_in` weights for each of these layers.
///
/// # Errors
/// Layers that do not fill the parameters.
pub fn initial<const N: usize>(
    layers: &[(Range<usize>, usize)],
    seed: u32,
) -> Result<[f32; N], Error> {
    let mut parameters = [0.0; N];
    for (number, (range, fan_in)) in layers.iter().enumerate() {
        let own = parameters.get_mut(range.clone()).unwrap_or_default();
        Kaiming::DEFAULT.fill(*fan_in, own, seed.wrapping_mul(31).wrapping_add(number as u32))?;
    }
    Ok(parameters)
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
pub struct Lesson<'t, T, X, Y, L> {
    /// The network.
    pub network: &'t Sequential<T>,
    /// Which of the parameters change.
    pub trained: Range<usize>,
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

type Tuner<R, const N: usize> = Optimizer<R, [f32; N], (SkipNonFinite, ClipByGlobalNorm)>;

/// A training that has begun: `O` holds the order of the samples.
#[derive(Debug)]
pub struct Course<R: Rule, O, const N: usize> {
    recipe: Recipe,
    schedule: Cosine,
    optimizer: Tuner<R, N>,
    random: Rand32,
    order: O,
    step: u32,
    steps: u32,
}

impl<R: Rule, O: AsMut<[u16]>, const N: usize> Course<R, O, N> {
    /// Begins one over as many samples as `order` has places.
    ///
    /// # Errors
    /// A setting out of its range.
    pub fn new(rule: R, recipe: Recipe, mut order: O, seed: u32) -> Result<Self, Error> {
        let places = order.as_mut();
        places.iter_mut().zip(0..).for_each(|(place, number)| *place = number);
        let steps = recipe.epochs * places.len().div_ceil(recipe.batch.max(1)) as u32;
        let schedule = Cosine::new(recipe.learning_rate, 0.0, steps.max(1))?;
        let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
        let optimizer = Tuner::with_transform(rule, chain)?;
        let random = Rand32::new(u64::from(seed));
        Ok(Self { recipe, schedule, optimizer, random, order, step: 0, steps })
    }

    /// How many steps were skipped, as their gradient was not finite.
    pub fn skipped(&self) -> u32 {
        self.optimizer.skipped()
    }

    /// The next step; `None` after the last.
    ///
    /// # Errors
    /// A sample of another length; a loss, or what a step leaves, that is not finite.
    pub fn step<T, X, Y, L>(
        &mut self,
        parameters: &mut [f32; N],
        lesson: &Lesson<'_, T, X, Y, L>,
        room: &mut Room<'_>,
    ) -> Result<Option<Progress>, Error>
    where
        T: LayerList,
        X: AsRef<[f32]>,
        L: Fn(&mut [f32], &X, &Y) -> Result<f32, Error>,
    {
        let Self { step, steps, .. } = *self;
        if step >= steps {
            return Ok(None);
        }
        let (mut gradient, loss) = self.gradient(parameters, lesson, room)?;
        for (index, g) in gradient.iter_mut().enumerate() {
            *g = if lesson.trained.contains(&index) { *g } else { 0.0 };
        }
        let outcome = self.optimizer.step(parameters, &gradient, self.schedule.at(step))?;
        if outcome == Outcome::Diverged {
            return Err(diverged(parameters));
        }
        self.step += 1;
        Ok(Some(Progress { step, steps, loss }))
    }

    /// Gradient and value of the mean loss of the next batch, and of some samples of before.
    fn gradient<T, X, Y, L>(
        &mut self,
        parameters: &[f32; N],
        lesson: &Lesson<'_, T, X, Y, L>,
        room: &mut Room<'_>,
    ) -> Result<([f32; N], f32), Error>
    where
        T: LayerList,
        X: AsRef<[f32]>,
        L: Fn(&mut [f32], &X, &Y) -> Result<f32, Error>,
    {
        let (mut gradient, mut sum, mut count) = ([0.0; N], 0.0, 0.0_f32);
        let mut add = |sample: Option<&(X, Y)>| {
            let Some(sample) = sample else { return Ok(()) };
            sum += lesson.add(parameters, sample, self.step, room, &mut gradient)?;
            count += 1.0;
            Ok::<(), Error>(())
        };
        let (batch, order) = (self.recipe.batch.max(1), self.order.as_mut());
        let number = self.step as usize % order.len().div_ceil(batch).max(1);
        if number == 0 {
            shuffle(order, &mut self.random);
        }
        let chosen = order.chunks(batch).nth(number).unwrap_or_default();
        chosen.iter().try_for_each(|&index| add(lesson.samples.get(usize::from(index))))?;
        if !lesson.before.is_empty() {
            let before = 0..lesson.before.len() as u32;
            for _ in 0..self.recipe.replayed {
                let drawn = self.random.rand_range(before.clone()) as usize;
                add(lesson.before.get(drawn))?;
            }
        }
        let count = count.max(1.0);
        Ok((gradient.map(|g| g / count), sum / count))
    }
}

impl<T, X, Y, L> Lesson<'_, T, X, Y, L>
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

/// Fisher and Yates.
fn shuffle(items: &mut [u16], random: &mut Rand32) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
}
