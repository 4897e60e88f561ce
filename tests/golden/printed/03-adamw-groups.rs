use thalweg::Error;
use thalweg::average::ParameterEmaOptions;
use thalweg::gradient::{ClipByGlobalNorm, SkipNonFinite};
use thalweg::group::{Group, Layers};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, AdamW, Optimizer};
use thalweg::optimizer::state::Bf16;
use thalweg::schedule::{Curve, Schedule, WarmupStableDecay};

/// The rule and its hyper-parameters.
pub const RULE: AdamW = AdamW { rule: Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, weight_decay: 0.01 };
/// Samples of a batch.
pub const BATCH: u32 = 8;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 10;
/// Of the order of the samples.
pub const SEED: u64 = 81985529216486895;
/// What is minimised.
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Parameters by groups, in order.
pub const GROUPS: [Group; 3] = [
    Group { length: 600, columns: Some(25), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: true },
    Group { length: 175, columns: Some(25), learning_rate: 2.0, weight_decay: 1.0, bias_weight_decay: Some(0.0), frozen: false },
    Group { length: 7, columns: None, learning_rate: 1.0, weight_decay: 0.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 782;
/// Of the average of the parameters after each step.
pub const EMA: ParameterEmaOptions = ParameterEmaOptions { step_size: 0.01, warmup: true, start_after: 3 };

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(WarmupStableDecay::new(0.01, 0.0, 10, 70, 20)?.decay(Curve::OneMinusPower(0.5))?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdamW, [Bf16; PARAMETERS], (SkipNonFinite, ClipByGlobalNorm), Layers<3>>,
    Error,
> {
    Optimizer::grouped(RULE, (SkipNonFinite::DEFAULT, ClipByGlobalNorm::with_epsilon(1.0, 1e-6)), Layers(GROUPS))
}
