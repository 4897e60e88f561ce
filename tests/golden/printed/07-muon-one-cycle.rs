use thalweg::Error;
use thalweg::gradient::{AdaptiveClip, SkipNonFinite, Unit};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Muon, MuonScale};
use thalweg::schedule::{Curve, OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Muon<16, 64> = Muon { momentum: 0.95, nesterov: true, bias_correction: false, coefficients: [3.4445, -4.775, 2.0315], iterations: 5, epsilon: 1e-7, scale: MuonScale::Inputs, dual_norm: false };
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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(OneCycle::new(0.02, 300, &OneCycleOptions { pct_start: 0.3, div_factor: 25.0, final_div_factor: 10000.0, phases: OneCyclePhases::Two, curve: Curve::Cosine, steps: OneCycleSteps::LastIsFinal })?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Muon<16, 64>, [f32; N], (SkipNonFinite, AdaptiveClip<1, 1>)>,
    Error,
> {
    Optimizer::with_transform(RULE, (SkipNonFinite::DEFAULT, AdaptiveClip::with_epsilon(0.01, 0.001, Unit::Row)))
}
