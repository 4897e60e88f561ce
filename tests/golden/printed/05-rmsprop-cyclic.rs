use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::Huber;
use thalweg::optimizer::{Optimizer, RmsProp};
use thalweg::optimizer::rules::{LearningRate, RmsPropMomentum, Velocity};
use thalweg::optimizer::state::F16;
use thalweg::recipe::SwaOptions;
use thalweg::schedule::{Amplitude, Cyclic, Exponential, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: RmsPropMomentum = RmsPropMomentum { rule: RmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: true }, velocity: Velocity { momentum: 0.8, learning_rate: LearningRate::Inside, nesterov: true } };
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 20;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: Huber = Huber { delta: 0.5 };
/// When parameters are collected for their mean.
pub const SWA: SwaOptions = SwaOptions { start_epoch: 15, every: 2 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cyclic::new(0.001, 0.01, 20, 30)?.amplitude(Amplitude::ByCycle(Exponential::new(1.0, 0.9, 1)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<RmsPropMomentum, [F16; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
