use thalweg::Error;
use thalweg::feedback::{EarlyStoppingOptions, Goal, Threshold};
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::MeanSquaredError;
use thalweg::optimizer::{AmsGrad, Optimizer};
use thalweg::optimizer::rules::Maximum;
use thalweg::schedule::{Schedule, WarmRestarts};

/// The rule and its hyper-parameters.
pub const RULE: AmsGrad = AmsGrad { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maximum: Maximum::Raw, bias_correction: true };
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 1;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: MeanSquaredError = MeanSquaredError;
/// When the training ends early.
pub const EARLY_STOPPING: EarlyStoppingOptions = EarlyStoppingOptions { goal: Goal::Maximize, patience: 5, threshold: Threshold::Relative(0.01) };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(WarmRestarts::new(0.1, 0.001, 20)?.t_mult(2.0)?.clamp(0.002, 0.09)?.scale(0.5)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<AmsGrad, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
