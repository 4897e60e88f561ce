//! A training on the host with the layers, losses and optimizers that the device has.

use oorandom::Rand32;
use std::ops::Range;
use thalweg::{
    Error,
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    loss::SoftmaxCrossEntropy,
    metric::argmax,
    nn::{Kaiming, Layer, LayerList, Pass, Sequential, Trace},
    optimizer::{Adam, Momentum, Optimizer, Rule},
    schedule::{Cosine, Schedule},
};

/// Features, and the class or the value that belongs to them.
pub type Labelled<Y> = (Vec<f32>, Y);

/// The rule of a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Update {
    /// Adam with its defaults.
    Adam,
    /// Momentum of 0.9.
    Momentum,
}

/// How it is trained: the rate falls to 0 along a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The rule.
    pub update: Update,
    /// The learning rate at the start.
    pub learning_rate: f32,
    /// How often every sample is seen.
    pub epochs: u32,
    /// How many samples a step takes.
    pub batch: usize,
    /// How many samples of before a step takes besides.
    pub replayed: usize,
}

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

/// Trains the parameters within `trained` on `samples`, and on as many of `before` as the recipe says.
///
/// # Errors
/// A setting out of its range, a sample of another length, a loss that is not finite.
#[allow(clippy::too_many_arguments)] // what a training is made of
pub fn train<T: LayerList, Y, const N: usize>(
    network: &Sequential<T>,
    parameters: &mut [f32; N],
    trained: Range<usize>,
    samples: &[Labelled<Y>],
    before: &[Labelled<Y>],
    recipe: &Recipe,
    seed: u32,
    loss: impl Fn(&mut [f32], &Y) -> Result<f32, Error>,
) -> Result<(), Error> {
    let training = Training { network, trained, samples, before, recipe, seed, loss };
    match recipe.update {
        Update::Adam => training.run(Adam::DEFAULT, parameters),
        Update::Momentum => training.run(Momentum { momentum: 0.9 }, parameters),
    }
}

struct Training<'t, T, Y, L> {
    network: &'t Sequential<T>,
    trained: Range<usize>,
    samples: &'t [Labelled<Y>],
    before: &'t [Labelled<Y>],
    recipe: &'t Recipe,
    seed: u32,
    loss: L,
}

impl<T: LayerList, Y, L: Fn(&mut [f32], &Y) -> Result<f32, Error>> Training<'_, T, Y, L> {
    fn run<R: Rule, const N: usize>(
        &self,
        rule: R,
        parameters: &mut [f32; N],
    ) -> Result<(), Error> {
        let chain = (SkipNonFinite::DEFAULT, ClipByGlobalNorm::new(1.0));
        let mut optimizer = Optimizer::<R, [f32; N], _>::with_transform(rule, chain)?;
        let mut random = Rand32::new(u64::from(self.seed));
        let mut order: Vec<usize> = (0..self.samples.len()).collect();
        let batch = self.recipe.batch.max(1);
        let steps = self.recipe.epochs * order.len().div_ceil(batch) as u32;
        let schedule = Cosine::new(self.recipe.learning_rate, 0.0, steps.max(1))?;
        let mut step = 0;
        for _ in 0..self.recipe.epochs {
            shuffle(&mut order, &mut random);
            for batch in order.chunks(batch) {
                let samples = self.batch(batch, &mut random);
                let mut gradient = gradient(self.network, parameters, &samples, step, &self.loss)?;
                for (index, g) in gradient.iter_mut().enumerate() {
                    *g = if self.trained.contains(&index) { *g } else { 0.0 };
                }
                optimizer.step(parameters, &gradient, schedule.at(step))?;
                step += 1;
            }
        }
        Ok(())
    }

    /// The samples of a batch, and some of before.
    fn batch(&self, batch: &[usize], random: &mut Rand32) -> Vec<&Labelled<Y>> {
        let mut all: Vec<_> = batch.iter().map(|&index| &self.samples[index]).collect();
        if !self.before.is_empty() {
            let count = self.before.len() as u32;
            let drawn = (0..self.recipe.replayed).map(|_| random.rand_range(0..count) as usize);
            all.extend(drawn.map(|index| &self.before[index]));
        }
        all
    }
}

/// The gradient of the mean loss of some samples.
fn gradient<T: LayerList, Y, const N: usize>(
    network: &Sequential<T>,
    parameters: &[f32; N],
    samples: &[&Labelled<Y>],
    number: u32,
    loss: &impl Fn(&mut [f32], &Y) -> Result<f32, Error>,
) -> Result<[f32; N], Error> {
    let mut gradient = [0.0; N];
    let (mut memory, mut y) = (vec![0.0; network.memory()], vec![0.0; network.outputs()]);
    let pass = Pass::Training(number);
    for (x, target) in samples {
        network.forward(parameters, x, &mut y, &mut memory, pass)?;
        loss(&mut y, target)?;
        let trace = Trace { x, y: &[], dy: &y, memory: &mut memory, pass };
        network.backward(parameters, trace, Some(&mut gradient), None)?;
    }
    let count = samples.len().max(1) as f32;
    Ok(gradient.map(|g| g / count))
}

/// What the network gives for one sample.
///
/// # Errors
/// A sample of another length.
pub(crate) fn outputs<T: LayerList>(
    network: &Sequential<T>,
    parameters: &[f32],
    x: &[f32],
) -> Result<Vec<f32>, Error> {
    let mut memory = vec![0.0; network.inference_memory()];
    let mut y = vec![0.0; network.outputs()];
    network.forward(parameters, x, &mut y, &mut memory, Pass::Inference)?;
    Ok(y)
}

/// The share of samples that is told rightly, in per cent.
///
/// # Errors
/// A sample of another length.
pub fn accuracy<T: LayerList>(
    network: &Sequential<T>,
    parameters: &[f32],
    samples: &[Labelled<usize>],
) -> Result<f64, Error> {
    let mut right = 0.0;
    for (x, class) in samples {
        let named = argmax(&outputs(network, parameters, x)?);
        right += f64::from(u8::from(named == Some(*class)));
    }
    Ok(100.0 * right / samples.len().max(1) as f64)
}

/// Softmax cross-entropy of a class.
///
/// # Errors
/// No class of this number, a logit that is not finite.
#[allow(clippy::trivially_copy_pass_by_ref)] // as every target
pub(crate) fn of_class(z: &mut [f32], class: &usize) -> Result<f32, Error> {
    SoftmaxCrossEntropy::DEFAULT.value_and_grad(z, *class)
}

/// Fisher and Yates.
pub(crate) fn shuffle<S>(items: &mut [S], random: &mut Rand32) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
}
