use thalweg::Error;
use thalweg::gradient::{Accumulate, AddDecayedWeights, ClipByValue, SkipNonFinite};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Momentum, Optimizer};
use thalweg::optimizer::state::{Blockwise8, DynamicMap};
use thalweg::schedule::{Boundary, Epochs, MultiStep, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Momentum = Momentum { momentum: 0.9 };
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 4;
/// How often each sample is seen.
pub const EPOCHS: u32 = 1;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.1 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<3>::new(0.1, 0.1, [30, 60, 80])?.boundary(Boundary::After).per_epoch(Epochs::new(7)?))
}

/// The optimizer of a model of N parameters, of which B is `optimizer::state::blocks(N)`.
pub fn optimizer<const N: usize, const B: usize>() -> Result<
    Optimizer<Momentum, [Blockwise8<B, DynamicMap>; N], (SkipNonFinite, Accumulate<[f32; N]>, ClipByValue, AddDecayedWeights)>,
    Error,
> {
    Optimizer::with_transform(RULE, (SkipNonFinite::DEFAULT, Accumulate::new(ACCUMULATION), ClipByValue::new(0.5), AddDecayedWeights { weight_decay: 0.0001 }))
}
