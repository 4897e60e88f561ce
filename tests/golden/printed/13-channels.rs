use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::recipe::Trained;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Sgd = Sgd;
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 1;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Which parameters are trained: a `Selection` picks them.
pub const TRAINED: Trained = Trained::Channels { layer: 1, first: 2, count: 3 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of the N parameters that are trained.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
