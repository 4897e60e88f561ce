use thalweg::Error;
use thalweg::gradient::{ClipByBlockRms, SkipNonFinite};
use thalweg::loss::BinaryCrossEntropy;
use thalweg::optimizer::{Adafactor, Optimizer};
use thalweg::schedule::{Curve, PiecewiseCurve, Schedule, Shift};

/// The rule and its hyper-parameters.
pub const RULE: Adafactor<16, 64> = Adafactor { decay_exponent: 0.8, clipping_threshold: Some(1.0), epsilon1: 1e-30, epsilon2: Some(0.001), momentum: 0.0, weight_decay: 0.0 };
/// Samples of a batch.
pub const BATCH: u32 = 1;
/// Batches of a step.
pub const ACCUMULATION: u32 = 1;
/// How often each sample is seen.
pub const EPOCHS: u32 = 1;
/// Of the order of the samples.
pub const SEED: u64 = 0;
/// What is minimised.
pub const LOSS: BinaryCrossEntropy = BinaryCrossEntropy;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(PiecewiseCurve::<3>::new(Curve::Tanh { lower: -7.0, upper: 3.0 }, [(0, 0.0), (10, 0.1), (90, 0.01)])?.offset(Shift::Earlier(1)).repeat(100, 3)?.hold_after(250))
}

// The state in f32: in integers an optimizer of `thalweg::fixed` keeps it.
/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Adafactor<16, 64>, [f32; N], (SkipNonFinite, ClipByBlockRms<1>)>,
    Error,
> {
    Optimizer::with_transform(RULE, (SkipNonFinite::DEFAULT, ClipByBlockRms::new(1.0)))
}
