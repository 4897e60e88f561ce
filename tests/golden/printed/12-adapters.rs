use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, Optimizer};
use thalweg::recipe::{Lora, Trained};
use thalweg::schedule::{Cosine, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adam = Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
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
pub const TRAINED: Trained = Trained::LastLayers { layers: 2 };
/// The adapters that are trained beside frozen layers.
pub const LORA: Lora = Lora { rank: 4, alpha: 8.0 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.004, 0.0, 126)?.warmup(14, 0.0)?)
}

/// The optimizer of the N parameters that are trained.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Adam, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
