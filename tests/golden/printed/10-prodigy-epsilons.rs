use thalweg::Error;
use thalweg::gradient::{Accumulate, AddDecayedWeights, SkipNonFinite};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Prodigy;
use thalweg::schedule::{Cosine, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Prodigy = Prodigy { beta1: 0.9, beta2: 0.999, beta3: Some(0.99), epsilon: 1e-8, weight_decay: 0.0, d0: 1e-6, d_coefficient: 1.0, growth_rate: f32::INFINITY, bias_correction: false, safeguard_warmup: false };
/// Samples of a batch.
pub const BATCH: u32 = 16;
/// Batches of a step.
pub const ACCUMULATION: u32 = 2;
/// How often each sample is seen.
pub const EPOCHS: u32 = 3;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.004, 0.0, 126)?.warmup(14, 0.0)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Prodigy, [f32; N], (SkipNonFinite, Accumulate<[f32; N]>, AddDecayedWeights)>,
    Error,
> {
    Optimizer::with_transform(RULE, (SkipNonFinite::DEFAULT, Accumulate::new(ACCUMULATION), AddDecayedWeights { weight_decay: 0.5 }))
}
