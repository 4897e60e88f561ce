use thalweg::Error;
use thalweg::gradient::{ClipByNorm, NormType, SkipNonFinite};
use thalweg::loss::DistillationWithLabels;
use thalweg::optimizer::{Lion, Optimizer};
use thalweg::optimizer::state::{Blockwise8, LinearMap};
use thalweg::schedule::{Cosine, Horizon, Linear, PastEnd, Polynomial, Ramp, Schedule, StepDecay};

/// The rule and its hyper-parameters.
pub const RULE: Lion = Lion { beta1: 0.9, beta2: 0.99 };
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 1;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: DistillationWithLabels = DistillationWithLabels { temperature: 2.0, alpha: 0.5 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(StepDecay::new(1.0, 0.5, 3, 0.0)?.warmup(5, 0.01)?.ramp(Ramp::Exponential)?.horizon(Horizon::Inside).product(Cosine::new(0.001, 0.0, 90)?.exponent(2.0)?.past_end(PastEnd::RiseAgain)).max_of(Linear::new(0.0001, 1e-6, 100)?).then(120, Polynomial::new(0.0001, 0.0, 2.0, 30)?.cycle()))
}

/// The optimizer of a model of N parameters, of which B is `optimizer::state::blocks(N)`.
pub fn optimizer<const N: usize, const B: usize>() -> Result<
    Optimizer<Lion, [Blockwise8<B, LinearMap>; N], (SkipNonFinite, ClipByNorm)>,
    Error,
> {
    Optimizer::with_transform(RULE, (SkipNonFinite::DEFAULT, ClipByNorm::with_epsilon(NormType::Lp(3.0), 2.0, 0.0)))
}
