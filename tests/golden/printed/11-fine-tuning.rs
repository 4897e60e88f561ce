use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::{L2Sp, SoftmaxCrossEntropy};
use thalweg::optimizer::{Adam, Optimizer};
use thalweg::recipe::{Trained, Unfreezing, WiseFt};
use thalweg::schedule::{Cosine, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adam = Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/// Samples of a batch.
pub const BATCH: u32 = 4;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 20;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Which parameters are trained: a `Selection` picks them.
pub const TRAINED: Trained = Trained::Biases { layers: Some(2) };
/// When layers begin to be trained.
pub const UNFREEZING: Unfreezing = Unfreezing { layers: 1, every: 7 };
/// What is added to each gradient, of parameters and their start.
pub const L2_SP: L2Sp = L2Sp { alpha: 0.01 };
/// The share that `average::interpolate` keeps after the training.
pub const WISE: WiseFt = WiseFt { share: 0.8 };
/// Samples of before that a batch has besides.
pub const REPLAY: u32 = 2;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.004, 0.0, 126)?.warmup(14, 0.0)?)
}

// Each layer that thaws is a group of it: see `Selection::groups_at`.
/// The optimizer of the N parameters that are trained.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Adam, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
