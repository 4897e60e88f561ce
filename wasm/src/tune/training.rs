//! The device's own loop, with any rule.

use super::{
    refusal::LOSS,
    task::{Epochs, Sample, Samples, Task},
};
use crate::stepping::with_optimizer;
use oorandom::Rand32;
use thalweg::{
    Error,
    gradient::{AddDecayedWeights, clip_by_global_norm},
    loss::SoftmaxCrossEntropy,
    nn::{Layer, Pass, Trace},
    recipe::{AnyLoss, AnyRule, Clip, Recipe},
    schedule::{AnySchedule, Schedule},
};

/// A training on somebody's samples.
pub(super) struct Training<'t> {
    task: &'t dyn Task,
    samples: &'t Samples,
    recipe: &'t Recipe,
    random: Rand32,
    order: Vec<usize>,
    /// How many of the epoch have been taken.
    taken: usize,
    memory: Vec<f32>,
    z: Vec<f32>,
}

impl<'t> Training<'t> {
    pub(super) fn new(task: &'t dyn Task, samples: &'t Samples, recipe: &'t Recipe) -> Self {
        let (network, count) = (task.network(), samples.tuning.len());
        Self {
            task,
            samples,
            recipe,
            random: Rand32::new(recipe.seed),
            order: (0..count).collect(),
            taken: count,
            memory: vec![0.0; network.memory()],
            z: vec![0.0; network.outputs()],
        }
    }

    /// So many steps: `visit` is told of each, and ends it by `false`.
    pub(super) fn run(
        &mut self,
        parameters: &mut [f32],
        schedule: &AnySchedule,
        steps: u32,
        mut visit: impl FnMut(u32, f32, f32, &[f32]) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let recipe = self.recipe;
        with_optimizer(recipe.rule, parameters.len(), |optimizer| {
            let mut gradient = vec![0.0; parameters.len()];
            for step in 0..steps {
                let loss = self.batch(step, parameters, &mut gradient)?;
                prepare(recipe, parameters, &mut gradient)?;
                let rate = schedule.at(step);
                optimizer.step(parameters, &gradient, rate)?;
                if !visit(step, loss, rate, parameters)? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The mean loss of the next batch and, in `gradient`, its gradient.
    fn batch(&mut self, step: u32, parameters: &[f32], gradient: &mut [f32]) -> Result<f32, Error> {
        let AnyLoss::SoftmaxCrossEntropy(cross_entropy) = self.recipe.loss else {
            return Err(LOSS);
        };
        let (samples, mut sum, mut count) = (self.samples, 0.0, 0.0);
        gradient.fill(0.0);
        for sample in self.next_batch() {
            sum += self.add(sample, step, parameters, gradient, cross_entropy)?;
            count += 1.0;
        }
        let before = 0..samples.before.len() as u32;
        for _ in 0..if before.is_empty() { 0 } else { self.task.replayed() } {
            let drawn = self.random.rand_range(before.clone()) as usize;
            let Some(sample) = samples.before.get(drawn) else { continue };
            sum += self.add(sample, step, parameters, gradient, cross_entropy)?;
            count += 1.0;
        }
        // Each device's way to a mean, to its bits.
        if self.task.epochs() == Epochs::Anew {
            let share = 1.0 / count;
            gradient.iter_mut().for_each(|g| *g *= share);
            return Ok(sum * share);
        }
        gradient.iter_mut().for_each(|g| *g /= count);
        Ok(sum / count)
    }

    /// The next samples, which do not reach into the next epoch.
    fn next_batch(&mut self) -> Vec<&'t Sample> {
        if self.taken >= self.order.len() {
            self.taken = 0;
            if self.task.epochs() == Epochs::Anew {
                self.order = (0..self.samples.tuning.len()).collect();
            }
            for last in (1..self.order.len()).rev() {
                let other = self.random.rand_range(0..last as u32 + 1) as usize;
                self.order.swap(last, other);
            }
            if self.task.epochs() == Epochs::Anew {
                self.order.reverse();
            }
        }
        let batch = self.recipe.batch as usize;
        let rest = self.order.iter().skip(self.taken).take(batch);
        let chosen: Vec<_> = rest.filter_map(|&index| self.samples.tuning.get(index)).collect();
        self.taken += batch;
        chosen
    }

    /// Adds the gradient of one sample; its loss.
    fn add(
        &mut self,
        (x, class): &Sample,
        step: u32,
        parameters: &[f32],
        gradient: &mut [f32],
        loss: SoftmaxCrossEntropy,
    ) -> Result<f32, Error> {
        let (network, pass) = (self.task.network(), Pass::Training(step));
        network.forward(parameters, x, &mut self.z, &mut self.memory, pass)?;
        let value = loss.value_and_grad(&mut self.z, *class)?;
        let trace = Trace { x, y: &[], dy: &self.z, memory: &mut self.memory, pass };
        network.backward(parameters, trace, Some(gradient), None)?;
        Ok(value)
    }
}

/// Clips a gradient and adds decay, as the stages of an optimizer do; one that is not finite is skipped there.
fn prepare(recipe: &Recipe, parameters: &[f32], gradient: &mut [f32]) -> Result<(), Error> {
    if !gradient.iter().all(|g| g.is_finite()) {
        return Ok(());
    }
    match recipe.clip {
        Some(Clip::ByGlobalNorm { max_norm, .. }) => {
            clip_by_global_norm(gradient, max_norm)?;
        }
        Some(Clip::ByValue { max }) => gradient.iter_mut().for_each(|g| *g = g.clamp(-max, max)),
        _ => {}
    }
    if let Some(AddDecayedWeights { weight_decay }) = recipe.decay {
        gradient.iter_mut().zip(parameters).for_each(|(g, w)| *g += weight_decay * w);
    }
    Ok(())
}

/// Bytes that a rule keeps of so many parameters.
pub(super) fn state_bytes(rule: AnyRule, parameters: usize) -> Result<usize, Error> {
    with_optimizer(rule, parameters, |optimizer| Ok(optimizer.state_bytes()))
}
