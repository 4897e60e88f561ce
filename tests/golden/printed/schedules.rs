pub(crate) mod seed_0 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(ConstantFactor::new(2.8191192e-37, 380567.53, 61)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_1 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{InverseTime, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(0.5, 0.37872076, 453910)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_2 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(380567.53)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_3 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Epochs, Exponential, Polynomial, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(0.37872076, 0.5, 2.5407954e-23, 2147483648)?.cycle().per_epoch(Epochs::new(1243)?).offset(Shift::Earlier(4294967295)).min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_4 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, PastEnd, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(2.1416042e-28, 4.2281345e-6, 2)?.past_end(PastEnd::RiseAgain))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_5 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Exponential, MultiStep, Polynomial, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(0.5, 2.5407954e-23, 0.8352163, 16)?.cycle().product(Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?.min_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.min_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_6 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, CycleShape, CyclicalDecay, Exponential, InverseSqrt, Polynomial, Schedule, StepDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?).clamp(1e-45, 2.3695547e29)?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).max_of(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.sum(StepDecay::new(0.23443645, 0.063482225, 2300, 1.735757e-5)?.boundary(Boundary::Before))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_7 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Cosine, Horizon, Linear, PastEnd, Polynomial, Ramp, Repeat, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(2.5407954e-23, 0.8352163, 0.1744178, 269)?.min_of(Repeat::forever(215, Linear::new(0.95764154, 2.950141e-28, 8)?.max_of(Cosine::new(0.9, 0.5958614, 119)?.past_end(PastEnd::RiseAgain).warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))?.min_of(ConstantFactor::new(1.5, 0.82730377, 2)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_8 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{InverseTime, Ramp, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(10000000000.0, 0.83012104, 2147483648)?.staircase().warmup(22, 0.9852739)?.ramp(Ramp::Exponential)?.clamp(0.0, 1e38)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_9 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Exponential, InverseSqrt, MultiStep, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Exponential::new(0.8352163, 1.00001, 7)?.warmup(620833, 1.4168754e38)?.product(MultiStep::<8>::new(0.03519845, 0.6733153, [134, 189, 244, 299, 354, 409, 464, 519])?.boundary(Boundary::After).min_of(InverseSqrt::new(0.8512473, 3219)?.min_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_10 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Curve, Horizon, InverseTime, PiecewiseCurve, Ramp, Repeat, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Repeat::forever(215, PiecewiseCurve::<8>::new(Curve::Linear, [(0, 0.9), (65535, 26351470.0), (131070, 7.8016723e21), (196605, 0.44351178), (262140, 0.0), (327675, 1e38), (393210, 1.0), (458745, 0.21412623)])?.max_of(InverseTime::new(0.06525248, 1.4910073e21, 144)?.warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))?.min_of(ConstantFactor::new(1.5, 0.82730377, 2)?.offset(Shift::Later(142))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_11 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Horizon, PastEnd, PiecewiseConstant, Ramp, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(PiecewiseConstant::<8>::new(0.1744178, [(0, 0.9), (65535, 26351470.0), (131070, 7.8016723e21), (196605, 0.44351178), (262140, 0.0), (327675, 1e38), (393210, 1.0), (458745, 0.21412623)])?.max_of(Cosine::new(0.9, 0.5958614, 119)?.past_end(PastEnd::RiseAgain).warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_12 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, PiecewiseConstant, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(PiecewiseConstant::<8>::new(0.00390625, [(0, 2.5968784e-17), (22, 0.28897697), (44, 0.95764154), (66, 2.950141e-28), (88, 1e-30), (110, 0.03519845), (132, 0.6733153), (154, 0.00390625)])?.boundary(Boundary::After).warmup(144, 1.4910073e21)?.ramp(Ramp::Exponential)?.max_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).sum(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?).offset(Shift::Earlier(42)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_13 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, CycleShape, CyclicalDecay, Exponential, InverseSqrt, MultiStep, Plateau, Polynomial, Repeat, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<8>::new(0.00012633031, 0.793484, [298, 1116, 1934, 2752, 3570, 4388, 5206, 6024])?.boundary(Boundary::After).max_of(Repeat::forever(24, Polynomial::new(0.5958614, 0.5922295, 0.058200654, 936330)?.cycle().max_of(Exponential::new(66796550.0, 20.0, 168)?.staircase().limit(0.1)?))?.offset(Shift::Later(4294967294)).sum(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).sum(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.repeat(187, 28662)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_14 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Curve, Exponential, InverseSqrt, Polynomial, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(ConstantFactor::new(2.5968784e-17, 0.28897697, 5979)?.hold_after(232).then(2, InverseSqrt::new(5.0825845e-25, 133722549)?.product(Polynomial::new(1.9255406e-8, 0.5164923, 0.2840199, 25)?.sum(Polynomial::new(0.41974545, 1.06681414e18, 0.07814652, 1551123726)?.cycle()).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).then(16777217, InverseSqrt::new(0.021098137, 2)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_15 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Horizon, InverseTime, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(0.793484, 2.4580458e34, 1243)?.staircase().warmup(64, 2.5968784e-17)?.horizon(Horizon::Inside).hold_after(232))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_16 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Curve, Exponential, PiecewiseCurve, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(PiecewiseCurve::<8>::new(Curve::OneMinusPower(0.9), [(87, 0.0), (151, 1e38), (215, 1.0), (279, 0.21412623), (343, 4.6695126e-7), (407, 0.06525248), (471, 1.4910073e21), (535, 0.9705326)])?.offset(Shift::Later(0)).repeat(155, 3509)?.hold_after(94).product(Exponential::new(0.9414987, 1.0151805, 12)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_17 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Curve, Horizon, InverseTime, OneCycle, Ramp, Repeat, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Repeat::forever(215, OneCycle::through([3.4028235e38, 1e38, 3.4028235e38, 3.4028235e38], [0, 0, 867583393792], Curve::Linear)?.max_of(InverseTime::new(0.06525248, 1.4910073e21, 144)?.warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))?.then(209, ConstantFactor::new(1.5, 0.82730377, 2)?.offset(Shift::Later(142)).offset(Shift::Later(59785))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_18 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, CycleShape, CyclicalDecay, Epochs, Exponential, InverseSqrt, MultiStep, Plateau, Polynomial, Schedule, Shift, StepDecay, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(26351470.0, 7.8016723e21, 0.44351178, 45136398)?.cycle().repeat(1000, 134)?.then(49, MultiStep::<8>::new(0.43234038, 0.022482932, [168, 254, 340, 426, 512, 598, 684, 770])?.boundary(Boundary::Before).per_epoch(Epochs::new(60204818)?).offset(Shift::Later(4294967294)).sum(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).max_of(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.sum(StepDecay::new(0.23443645, 0.063482225, 2300, 1.735757e-5)?.boundary(Boundary::Before))))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_19 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?.product(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).product(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?).max_of(Cosine::new(0.01883465, 0.42749214, 4294967295)?.exponent(0.000113662136)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_20 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Exponential, Linear, MultiStep, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Linear::new(0.67111653, 1.00001, 65535)?.scale(0.95764154)?.product(Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?.min_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.min_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_21 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Amplitude, ConstantFactor, Cosine, Cyclic, Exponential, Horizon, Linear, PastEnd, Ramp, Repeat, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cyclic::slopes(20.0, 0.18504584, 1000, 952.45874, 47.54126)?.amplitude(Amplitude::ByCycle(Repeat::forever(215, Linear::new(0.95764154, 2.950141e-28, 8)?.max_of(Cosine::new(0.9, 0.5958614, 119)?.past_end(PastEnd::RiseAgain).warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))?.then(209, ConstantFactor::new(1.5, 0.82730377, 2)?.offset(Shift::Later(142)).offset(Shift::Later(59785))).repeat(73, 73)?.offset(Shift::Later(79)).then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?).offset(Shift::Later(1000)).warmup(4294967295, 0.42749214)?.ramp(Ramp::Constant)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_22 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Curve, Exponential, PiecewiseCurve, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(WarmupStableDecay::new(0.95764154, 2.950141e-28, 3825907434, 202, 27776394)?.start(0.06525248)?.decay(Curve::Polynomial(0.5958614))?.sum(PiecewiseCurve::<8>::new(Curve::Polynomial(0.5164923), [(3509, 2.9115592e36), (16780726, 0.9), (33557943, 0.41974545), (50335160, 1.06681414e18), (67112377, 0.07814652), (83889594, 1e-8), (100666811, 0.9414987), (117444028, 0.42006272)])?).repeat(100, 4294967294)?.sum(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_23 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Constant, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.9852739)?.clamp(0.0, 1e38)?.warmup(144, 1.4910073e21)?.ramp(Ramp::Exponential)?.then(119, MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).min_of(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_24 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.003258288, 1.4168754e38, 620833)?.exponent(0.07285994)?.sum(MultiStep::<8>::new(1e-30, 0.03519845, [292, 436, 580, 724, 868, 1012, 1156, 1300])?.boundary(Boundary::After)).max_of(InverseSqrt::new(0.8512473, 3219)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).sum(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_25 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{CosineWithHardRestarts, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(CosineWithHardRestarts::new(0.99999994, 0.6604798, 87, 64)?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_26 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Constant, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(1.4168754e38)?.min_of(MultiStep::<8>::new(0.03519845, 0.6733153, [134, 189, 244, 299, 354, 409, 464, 519])?.boundary(Boundary::After).max_of(InverseSqrt::new(0.8512473, 3219)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).sum(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_27 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, InverseSqrt, PeakDecay, Polynomial, Repeat, Schedule, StepDecay, WarmRestarts};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseSqrt::new(0.6604798, 4294967295)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)).then(170, StepDecay::new(2.3695547e29, 0.68352425, 73, 2.2363182e-20)?.boundary(Boundary::After)).then(187, WarmRestarts::new(1.1754944e-38, 0.19498128, 537076)?.t_mult(2.0)?.peak_decay(PeakDecay::Peak(0.016492367))?.curve(Curve::Exponential(0.6157709))?.k_decay(0.16530323)?.cycles(185).product(Cosine::new(0.6095702, 1.5216334e-15, 2147483648)?.exponent(0.9483025)?).max_of(Repeat::forever(145, Cosine::new(2.263364e-8, 3.2265853e-28, 2)?.exponent(0.9292465)?.scale(0.7981472)?)?.clamp(1.5796419e-24, 1e-8)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_28 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Polynomial, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle())
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_29 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Curve, Exponential, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(WarmupStableDecay::new(1.0, 0.21412623, 166, 232, 1000)?.start(0.058200654)?.decay(Curve::Polynomial(1e38))?.sum(Cosine::new(0.00390625, 0.1, 194)?.exponent(1.9255406e-8)?.hold_after(94).min_of(Exponential::new(0.9414987, 1.0151805, 12)?.clamp(1e-45, 1e-8)?.repeat(73, 73)?.offset(Shift::Later(79)).then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_30 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{ConstantFactor, Curve, Exponential, InverseSqrt, Polynomial, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(ConstantFactor::new(2.5968784e-17, 0.28897697, 5979)?.hold_after(232).then(2, InverseSqrt::new(5.0825845e-25, 133722549)?.product(Polynomial::new(1.9255406e-8, 0.5164923, 0.2840199, 25)?.sum(Polynomial::new(0.41974545, 1.06681414e18, 0.07814652, 1551123726)?.cycle()).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).then(16777217, InverseSqrt::new(0.021098137, 2)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_31 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, CycleShape, CyclicalDecay, Epochs, Exponential, InverseSqrt, MultiStep, Plateau, Polynomial, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(26351470.0, 7.8016723e21, 0.44351178, 45136398)?.cycle().repeat(1000, 134)?.sum(MultiStep::<8>::new(0.43234038, 0.022482932, [168, 254, 340, 426, 512, 598, 684, 770])?.boundary(Boundary::Before).per_epoch(Epochs::new(60204818)?).offset(Shift::Later(4294967294)).max_of(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).then(15358, CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_32 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Exponential, Linear, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Linear::new(0.28897697, 0.95764154, 3825907434)?.then(180, Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_33 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Exponential, MultiStep, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?.min_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_34 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Horizon, Linear, PastEnd, Ramp, Repeat, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Repeat::forever(215, Linear::new(0.95764154, 2.950141e-28, 8)?.max_of(Cosine::new(0.9, 0.5958614, 119)?.past_end(PastEnd::RiseAgain).warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside)))?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_35 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Exponential, Horizon, OneCycle, PeakDecay, Polynomial, Ramp, Schedule, StepDecay, WarmRestarts};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(OneCycle::through([0.9, 0.5958614, 0.9, 0.43234038], [287762808832, 575525617664, 811748818944], Curve::Linear)?.warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).scale(0.16401708)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)).then(170, StepDecay::new(2.3695547e29, 0.68352425, 73, 2.2363182e-20)?.boundary(Boundary::After)).sum(WarmRestarts::new(1.1754944e-38, 0.19498128, 537076)?.t_mult(2.0)?.peak_decay(PeakDecay::Peak(0.016492367))?.curve(Curve::Exponential(0.6157709))?.k_decay(0.16530323)?.cycles(185)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_36 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, ConstantFactor, Curve, Exponential, MultiStep, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(ConstantFactor::new(1.4910073e21, 0.9705326, 55)?.min_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.min_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_37 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, CycleShape, CyclicalDecay, Exponential, InverseSqrt, InverseTime, Plateau, Repeat, Schedule, Shift, StepDecay, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Repeat::forever(24, InverseTime::new(0.0, 1e38, 538)?.offset(Shift::Earlier(936330)).max_of(Exponential::new(66796550.0, 20.0, 168)?.staircase().limit(0.1)?))?.offset(Shift::Later(4294967294)).sum(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).max_of(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.sum(StepDecay::new(0.23443645, 0.063482225, 2300, 1.735757e-5)?.boundary(Boundary::Before)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_38 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, CycleShape, CyclicalDecay, Exponential, InverseSqrt, Linear, MultiStep, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<8>::new(1e-30, 0.03519845, [292, 436, 580, 724, 868, 1012, 1156, 1300])?.boundary(Boundary::After).offset(Shift::Earlier(496)).then(52, Linear::new(0.5468275, -0.0, 64)?.max_of(Exponential::new(211671040000000.0, 0.8857333, 4294967294)?)).max_of(Exponential::new(10000000000.0, 1.0096713, 64)?).clamp(1e-45, 2.3695547e29)?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).sum(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.repeat(187, 28662)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_39 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Amplitude, Constant, Cyclic, Exponential, Polynomial, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cyclic::slopes(0.44572234, 2.0106492e-8, 64, 63.999996, 3.8146973e-6)?.amplitude(Amplitude::ByStep(Constant::new(1e38)?)).min_of(Exponential::new(0.0016102246, 0.9, 2)?).min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_40 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Exponential, InverseSqrt, MultiStep, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<8>::new(0.03519845, 0.6733153, [134, 189, 244, 299, 354, 409, 464, 519])?.boundary(Boundary::After).then(264, InverseSqrt::new(0.8512473, 3219)?.sum(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_41 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Polynomial, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle())
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_42 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Constant, InverseSqrt, Polynomial, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.6733153)?.min_of(InverseSqrt::new(5.0825845e-25, 133722549)?.min_of(Polynomial::new(1.9255406e-8, 0.5164923, 0.2840199, 25)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_43 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, CycleShape, CyclicalDecay, InverseSqrt, Noam, PiecewiseConstant, Plateau, Polynomial, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Noam::new(0.21412623, 1000, 134)?.sum(Polynomial::new(1e38, 1.4267599e32, 1.1754944e-38, 180)?.cycle().min_of(InverseSqrt::new(85211.914, 16777217)?.min_of(PiecewiseConstant::<8>::new(0.8857333, [(2, 0.42066544), (211, 1.5), (420, 4.9825945e-28), (629, 0.15473986), (838, 0.31707704), (1047, 0.43956977), (1256, 1e-45), (1465, 2.3695547e29)])?.boundary(Boundary::Before)).min_of(Noam::new(0.24157059, 30, 79)?.scale(0.042592287)?.sum(WarmupStableDecay::new(0.7333876, 1.1754944e-38, 7, 3762643, 266471958)?.start(0.5)?.plateau(Plateau::Power { timescale: 2.6080735e26, power: 2.0 })?).offset(Shift::Later(127)))).sum(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.repeat(187, 28662)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_44 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Curve, Plateau, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(WarmupStableDecay::new(5.0825845e-25, 0.43234038, 1, 180, 49435373)?.start(0.0016102246)?.plateau(Plateau::Power { timescale: 0.2840199, power: 0.16401708 })?.decay(Curve::Polynomial(0.5164923))?)
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_45 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Exponential, Horizon, Polynomial, Ramp, Schedule, StepDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Exponential::new(4.6695126e-7, 1.0540426, 1000)?.warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).scale(0.16401708)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)).then(170, StepDecay::new(2.3695547e29, 0.68352425, 73, 2.2363182e-20)?.boundary(Boundary::After)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_46 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Exponential::new(20822.416, 1.4267599e32, 134)?.staircase().limit(0.5958614)?.then(119, MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).min_of(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_47 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Horizon, InverseTime, Polynomial, Ramp, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(0.06525248, 1.4910073e21, 144)?.warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).scale(0.16401708)?.max_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle()))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_48 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Exponential, Horizon, PastEnd, Polynomial, Ramp, Schedule};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.9, 0.5958614, 119)?.past_end(PastEnd::RiseAgain).warmup(49435373, 1e-8)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).scale(0.16401708)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_49 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, ConstantFactor, Curve, Exponential, MultiStep, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(ConstantFactor::new(1.4910073e21, 0.9705326, 55)?.min_of(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_50 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Curve, Exponential, InverseSqrt, Plateau, Polynomial, Repeat, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Repeat::forever(24, Polynomial::new(0.5958614, 0.5922295, 0.058200654, 936330)?.cycle().max_of(Exponential::new(66796550.0, 20.0, 168)?.staircase().limit(0.1)?))?.offset(Shift::Later(4294967294)).sum(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_51 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{RangeTest, Schedule, StepDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(RangeTest::exponential(0.4006369, 1.2075172e37, 103)?.product(StepDecay::new(1e-8, 0.72044486, 4294967295, 1.1754944e-38)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_52 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Exponential, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.5922295, 0.058200654, 274)?.exponent(5.0825845e-25)?.sum(Cosine::new(0.00390625, 0.1, 194)?.exponent(1.9255406e-8)?.hold_after(94).product(Exponential::new(0.9414987, 1.0151805, 12)?.clamp(1e-45, 1e-8)?.repeat(73, 73)?.offset(Shift::Later(79)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_53 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, CycleShape, CyclicalDecay, Exponential, Schedule, Shift, StepDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.00390625, 0.1, 194)?.exponent(1.9255406e-8)?.hold_after(94).min_of(Exponential::new(0.9414987, 1.0151805, 12)?.clamp(1e-45, 1e-8)?.repeat(73, 73)?.offset(Shift::Later(79)).then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?)).sum(CyclicalDecay::new(0.10147697, 0.8951299, CycleShape::Cosine, 196238)?.length_decay(0.9999714)?.magnitude_decay(0.6913848)?.min_of(StepDecay::new(0.23443645, 0.063482225, 2300, 1.735757e-5)?.boundary(Boundary::Before).offset(Shift::Earlier(11)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_54 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Exponential, Noam, PiecewiseConstant, Plateau, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cosine::new(0.058200654, 5.0825845e-25, 1)?.exponent(0.43234038)?.min_of(Exponential::new(0.1, 1.1003822, 3509)?.staircase().limit(0.5164923)?.min_of(PiecewiseConstant::<8>::new(0.8857333, [(2, 0.42066544), (211, 1.5), (420, 4.9825945e-28), (629, 0.15473986), (838, 0.31707704), (1047, 0.43956977), (1256, 1e-45), (1465, 2.3695547e29)])?.boundary(Boundary::Before)).min_of(Noam::new(0.24157059, 30, 79)?.scale(0.042592287)?.sum(WarmupStableDecay::new(0.7333876, 1.1754944e-38, 7, 3762643, 266471958)?.start(0.5)?.plateau(Plateau::Power { timescale: 2.6080735e26, power: 2.0 })?).offset(Shift::Later(127)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_55 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Cosine, Curve, Exponential, Horizon, InverseSqrt, InverseTime, Polynomial, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(2.0106492e-8, 1e38, 1069062755)?.then(119, Polynomial::new(1.9255406e-8, 0.5164923, 0.2840199, 25)?.sum(Polynomial::new(0.41974545, 1.06681414e18, 0.07814652, 1551123726)?.cycle()).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).min_of(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_56 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Curve, Exponential, InverseSqrt, Polynomial, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseSqrt::new(5.0825845e-25, 133722549)?.min_of(Polynomial::new(1.9255406e-8, 0.5164923, 0.2840199, 25)?.sum(Polynomial::new(0.41974545, 1.06681414e18, 0.07814652, 1551123726)?.cycle()).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217)))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_57 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, InverseSqrt, Noam, PiecewiseConstant, Plateau, Polynomial, Schedule, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Polynomial::new(1e38, 1.4267599e32, 1.1754944e-38, 180)?.cycle().sum(InverseSqrt::new(85211.914, 16777217)?.min_of(PiecewiseConstant::<8>::new(0.8857333, [(2, 0.42066544), (211, 1.5), (420, 4.9825945e-28), (629, 0.15473986), (838, 0.31707704), (1047, 0.43956977), (1256, 1e-45), (1465, 2.3695547e29)])?.boundary(Boundary::Before)).min_of(Noam::new(0.24157059, 30, 79)?.scale(0.042592287)?.sum(WarmupStableDecay::new(0.7333876, 1.1754944e-38, 7, 3762643, 266471958)?.start(0.5)?.plateau(Plateau::Power { timescale: 2.6080735e26, power: 2.0 })?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_58 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Curve, Epochs, Exponential, InverseSqrt, MultiStep, Plateau, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<8>::new(0.43234038, 0.022482932, [168, 254, 340, 426, 512, 598, 684, 770])?.boundary(Boundary::Before).per_epoch(Epochs::new(60204818)?).offset(Shift::Later(4294967294)).sum(WarmupStableDecay::new(0.9963106, 2.6047392e-22, 72, 42, 132)?.start(1e-45)?.plateau(Plateau::Power { timescale: 0.48547322, power: 1.0 })?.decay(Curve::Polynomial(0.93847317))?.min_of(InverseSqrt::new(0.5526291, 79)?.then(170, Exponential::new(0.0016177893, 1.9344116e-6, 5)?.staircase().limit(0.6157709)?))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_59 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Amplitude, Curve, Cyclic, Exponential, PiecewiseCurve, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Cyclic::slopes(0.013991916, 0.8512473, 1000, 418.97534, 581.02466)?.amplitude(Amplitude::ByCycle(PiecewiseCurve::<8>::new(Curve::Polynomial(0.5164923), [(3509, 2.9115592e36), (16780726, 0.9), (33557943, 0.41974545), (50335160, 1.06681414e18), (67112377, 0.07814652), (83889594, 1e-8), (100666811, 0.9414987), (117444028, 0.42006272)])?.offset(Shift::Earlier(100)))).max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_60 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{InverseTime, Linear, Schedule, Shift};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(InverseTime::new(0.022482932, 1e-8, 49435373)?.staircase().offset(Shift::Earlier(496)).then(4294967294, Linear::new(0.5468275, -0.0, 64)?))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_61 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, PeakDecay, Polynomial, RangeTest, Repeat, Schedule, StepDecay, WarmRestarts};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(RangeTest::linear(1.1754944e-38, 0.99999994, 5345643)?.scale(0.16401708)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)).then(170, StepDecay::new(2.3695547e29, 0.68352425, 73, 2.2363182e-20)?.boundary(Boundary::After)).then(839882841, WarmRestarts::new(1.1754944e-38, 0.19498128, 537076)?.t_mult(2.0)?.peak_decay(PeakDecay::Peak(0.016492367))?.curve(Curve::Exponential(0.6157709))?.k_decay(0.16530323)?.cycles(185).product(Cosine::new(0.6095702, 1.5216334e-15, 2147483648)?.exponent(0.9483025)?).min_of(Repeat::forever(145, Cosine::new(2.263364e-8, 3.2265853e-28, 2)?.exponent(0.9292465)?.scale(0.7981472)?)?)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_62 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Constant, Exponential, Polynomial, Schedule, StepDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(1e-8)?.scale(0.16401708)?.min_of(Polynomial::new(1.2075172e37, 0.95986265, 0.5433597, 14)?.cycle().max_of(Exponential::new(10000000000.0, 1.0096713, 64)?)).then(170, StepDecay::new(2.3695547e29, 0.68352425, 73, 2.2363182e-20)?.boundary(Boundary::After)))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) mod seed_63 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, Sgd};
use thalweg::schedule::{Boundary, Cosine, Curve, Exponential, Horizon, InverseSqrt, MultiStep, Polynomial, Ramp, Schedule, Shift, WarmupStableDecay};

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

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(MultiStep::<8>::new(0.99999994, 0.13857234, [2, 5, 8, 11, 14, 17, 20, 23])?.boundary(Boundary::After).repeat(100, 4294967294)?.max_of(Exponential::new(0.72044486, 1.499999, 65)?.staircase().limit(1689685500000000.0)?.min_of(WarmupStableDecay::new(2.7585915e33, 0.46718174, 30, 79, 177)?.start(1e38)?.decay(Curve::OneMinusPower(0.57680976))?).offset(Shift::Later(16777217))).product(InverseSqrt::new(0.021098137, 2)?.warmup(5, 0.7810562)?.ramp(Ramp::Constant)?.horizon(Horizon::Inside).product(Cosine::new(0.1, 0.5661763, 4294967295)?.exponent(0.46933115)?).max_of(Cosine::new(0.01883465, 0.42749214, 4294967295)?.exponent(0.000113662136)?.product(Polynomial::new(0.918985, 20.0, 0.18504584, 1000)?.cycle()))))
}

/// The optimizer of a model of N parameters.
pub fn optimizer<const N: usize>() -> Result<
    Optimizer<Sgd, [f32; N], SkipNonFinite>,
    Error,
> {
    Optimizer::with_transform(RULE, SkipNonFinite::DEFAULT)
}
}
pub(crate) const ALL: [fn(u32) -> Option<f32>; 64] = [
    |step| seed_0::schedule().ok().map(|it| it.at(step)),
    |step| seed_1::schedule().ok().map(|it| it.at(step)),
    |step| seed_2::schedule().ok().map(|it| it.at(step)),
    |step| seed_3::schedule().ok().map(|it| it.at(step)),
    |step| seed_4::schedule().ok().map(|it| it.at(step)),
    |step| seed_5::schedule().ok().map(|it| it.at(step)),
    |step| seed_6::schedule().ok().map(|it| it.at(step)),
    |step| seed_7::schedule().ok().map(|it| it.at(step)),
    |step| seed_8::schedule().ok().map(|it| it.at(step)),
    |step| seed_9::schedule().ok().map(|it| it.at(step)),
    |step| seed_10::schedule().ok().map(|it| it.at(step)),
    |step| seed_11::schedule().ok().map(|it| it.at(step)),
    |step| seed_12::schedule().ok().map(|it| it.at(step)),
    |step| seed_13::schedule().ok().map(|it| it.at(step)),
    |step| seed_14::schedule().ok().map(|it| it.at(step)),
    |step| seed_15::schedule().ok().map(|it| it.at(step)),
    |step| seed_16::schedule().ok().map(|it| it.at(step)),
    |step| seed_17::schedule().ok().map(|it| it.at(step)),
    |step| seed_18::schedule().ok().map(|it| it.at(step)),
    |step| seed_19::schedule().ok().map(|it| it.at(step)),
    |step| seed_20::schedule().ok().map(|it| it.at(step)),
    |step| seed_21::schedule().ok().map(|it| it.at(step)),
    |step| seed_22::schedule().ok().map(|it| it.at(step)),
    |step| seed_23::schedule().ok().map(|it| it.at(step)),
    |step| seed_24::schedule().ok().map(|it| it.at(step)),
    |step| seed_25::schedule().ok().map(|it| it.at(step)),
    |step| seed_26::schedule().ok().map(|it| it.at(step)),
    |step| seed_27::schedule().ok().map(|it| it.at(step)),
    |step| seed_28::schedule().ok().map(|it| it.at(step)),
    |step| seed_29::schedule().ok().map(|it| it.at(step)),
    |step| seed_30::schedule().ok().map(|it| it.at(step)),
    |step| seed_31::schedule().ok().map(|it| it.at(step)),
    |step| seed_32::schedule().ok().map(|it| it.at(step)),
    |step| seed_33::schedule().ok().map(|it| it.at(step)),
    |step| seed_34::schedule().ok().map(|it| it.at(step)),
    |step| seed_35::schedule().ok().map(|it| it.at(step)),
    |step| seed_36::schedule().ok().map(|it| it.at(step)),
    |step| seed_37::schedule().ok().map(|it| it.at(step)),
    |step| seed_38::schedule().ok().map(|it| it.at(step)),
    |step| seed_39::schedule().ok().map(|it| it.at(step)),
    |step| seed_40::schedule().ok().map(|it| it.at(step)),
    |step| seed_41::schedule().ok().map(|it| it.at(step)),
    |step| seed_42::schedule().ok().map(|it| it.at(step)),
    |step| seed_43::schedule().ok().map(|it| it.at(step)),
    |step| seed_44::schedule().ok().map(|it| it.at(step)),
    |step| seed_45::schedule().ok().map(|it| it.at(step)),
    |step| seed_46::schedule().ok().map(|it| it.at(step)),
    |step| seed_47::schedule().ok().map(|it| it.at(step)),
    |step| seed_48::schedule().ok().map(|it| it.at(step)),
    |step| seed_49::schedule().ok().map(|it| it.at(step)),
    |step| seed_50::schedule().ok().map(|it| it.at(step)),
    |step| seed_51::schedule().ok().map(|it| it.at(step)),
    |step| seed_52::schedule().ok().map(|it| it.at(step)),
    |step| seed_53::schedule().ok().map(|it| it.at(step)),
    |step| seed_54::schedule().ok().map(|it| it.at(step)),
    |step| seed_55::schedule().ok().map(|it| it.at(step)),
    |step| seed_56::schedule().ok().map(|it| it.at(step)),
    |step| seed_57::schedule().ok().map(|it| it.at(step)),
    |step| seed_58::schedule().ok().map(|it| it.at(step)),
    |step| seed_59::schedule().ok().map(|it| it.at(step)),
    |step| seed_60::schedule().ok().map(|it| it.at(step)),
    |step| seed_61::schedule().ok().map(|it| it.at(step)),
    |step| seed_62::schedule().ok().map(|it| it.at(step)),
    |step| seed_63::schedule().ok().map(|it| it.at(step)),
];
use thalweg::schedule::Schedule;
