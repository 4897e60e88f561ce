pub(crate) mod sgd {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Sgd, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Momentum, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Momentum = Momentum { momentum: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Momentum, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod nesterov {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Nesterov, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Nesterov = Nesterov { momentum: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Nesterov, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod heavy_ball {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::HeavyBall;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: HeavyBall = HeavyBall { momentum: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<HeavyBall, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod heavy_ball_nesterov {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::HeavyBallNesterov;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: HeavyBallNesterov = HeavyBallNesterov { momentum: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<HeavyBallNesterov, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod mxnet_nesterov {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::MxnetNesterov;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: MxnetNesterov = MxnetNesterov { momentum: 0.9, weight_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<MxnetNesterov, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod momentum_l2 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{L2, Momentum, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: L2<Momentum> = L2 { rule: Momentum { momentum: 0.9 }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<L2<Momentum>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod momentum_decoupled {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Decoupled, Momentum, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Decoupled<Momentum> = Decoupled { rule: Momentum { momentum: 0.9 }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Decoupled<Momentum>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adam {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, Optimizer};
use thalweg::schedule::{Constant, Schedule};

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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adam, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adamw {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, AdamW, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdamW = AdamW { rule: Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdamW, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod dampened_momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::DampenedMomentum;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: DampenedMomentum = DampenedMomentum { momentum: 0.9, dampening: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<DampenedMomentum, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod amsgrad {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{AmsGrad, Optimizer};
use thalweg::optimizer::rules::Maximum;
use thalweg::schedule::{Constant, Schedule};

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
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AmsGrad, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod nadam {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{NAdam, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: NAdam = NAdam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum_decay: Some(0.004) };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<NAdam, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod nadamw {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{NAdam, Optimizer};
use thalweg::optimizer::rules::NAdamW;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: NAdamW = NAdamW { rule: NAdam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum_decay: Some(0.004) }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<NAdamW, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod radam {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, RAdam};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: RAdam = RAdam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, threshold: 5.0, nesterov: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<RAdam, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adamax {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::epsilon::Both;
use thalweg::optimizer::rules::Adamax;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adamax = Adamax { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 0.0, outside: 0.0 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adamax, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adamaxw {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::epsilon::Both;
use thalweg::optimizer::rules::{Adamax, AdamaxW};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdamaxW = AdamaxW { rule: Adamax { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 0.0, outside: 0.0 } }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdamaxW, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod yogi {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Yogi;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Yogi = Yogi { beta1: 0.9, beta2: 0.999, epsilon: 0.001, initial: 1e-6, bias_correction: true };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Yogi, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod yogi_uncorrected {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Yogi;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Yogi = Yogi { beta1: 0.9, beta2: 0.999, epsilon: 0.001, initial: 1e-6, bias_correction: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Yogi, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adabelief {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::AdaBelief;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdaBelief = AdaBelief { beta1: 0.9, beta2: 0.999, epsilon: 1e-16, epsilon_root: 1e-16, nesterov: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdaBelief, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adan {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Adan;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adan = Adan { beta1: 0.98, beta2: 0.92, beta3: 0.99, epsilon: 1e-8, lookahead: 0.92 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adan, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod ftml {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Ftml;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Ftml = Ftml { beta1: 0.6, beta2: 0.999, epsilon: 1e-8 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Ftml, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adagrad {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{AdaGrad, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdaGrad = AdaGrad { epsilon: 1e-10, initial: 0.0, learning_rate_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdaGrad, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod rms_prop {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, RmsProp};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: RmsProp = RmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<RmsProp, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod centered_rms_prop {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::CenteredRmsProp;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: CenteredRmsProp = CenteredRmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<CenteredRmsProp, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod rms_prop_momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, RmsProp};
use thalweg::optimizer::rules::{LearningRate, RmsPropMomentum, Velocity};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: RmsPropMomentum = RmsPropMomentum { rule: RmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false }, velocity: Velocity { momentum: 0.9, learning_rate: LearningRate::Inside, nesterov: false } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<RmsPropMomentum, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod centered_rms_prop_momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{CenteredRmsProp, CenteredRmsPropMomentum, LearningRate, Velocity};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: CenteredRmsPropMomentum = CenteredRmsPropMomentum { rule: CenteredRmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false }, velocity: Velocity { momentum: 0.9, learning_rate: LearningRate::Inside, nesterov: false } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<CenteredRmsPropMomentum, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adadelta {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::AdaDelta;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdaDelta = AdaDelta { rho: 0.95, epsilon: 1e-6 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdaDelta, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod sign_sgd {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::SignSgd;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: SignSgd = SignSgd;
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<SignSgd, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod signum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Signum;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Signum = Signum { momentum: 0.9 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Signum, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod lion {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Lion, Optimizer};
use thalweg::schedule::{Constant, Schedule};

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
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Lion, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod lion_decoupled {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Decoupled, Lion, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Decoupled<Lion> = Decoupled { rule: Lion { beta1: 0.9, beta2: 0.99 }, weight_decay: 0.01 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Decoupled<Lion>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod rprop {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Rprop;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Rprop = Rprop { eta_minus: 0.5, eta_plus: 1.2, step_min: 1e-6, step_max: 50.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Rprop, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod ftrl {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Ftrl, SquareRoot};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Ftrl = Ftrl { l1: 0.0, l2: 0.0, beta: 1.0, initial: 0.0, shrinkage: 0.0, power: SquareRoot };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Ftrl, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod asgd {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Asgd;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Asgd = Asgd { lambda: 0.0001, alpha: 0.75, start: 1000000 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Asgd, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod optimistic {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Optimistic;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Optimistic = Optimistic { alpha: 1.0, beta: 1.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Optimistic, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod schedule_free_sgd {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, ScheduleFreeSgd};
use thalweg::optimizer::rules::Weighting;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: ScheduleFreeSgd = ScheduleFreeSgd { beta: 0.9, weighting: Weighting { r: 0.0, learning_rate_power: 2.0 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<ScheduleFreeSgd, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod schedule_free_adamw {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Optimizer, ScheduleFreeAdamW};
use thalweg::optimizer::rules::Weighting;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: ScheduleFreeAdamW = ScheduleFreeAdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0, weighting: Weighting { r: 0.0, learning_rate_power: 2.0 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<ScheduleFreeAdamW, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adam_uncorrected {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, Optimizer};
use thalweg::optimizer::epsilon::Uncorrected;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adam<Uncorrected> = Adam { beta1: 0.9, beta2: 0.999, epsilon: Uncorrected(1e-7) };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adam<Uncorrected>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adam_epsilon_root {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, Optimizer};
use thalweg::optimizer::epsilon::Both;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adam<Both> = Adam { beta1: 0.9, beta2: 0.999, epsilon: Both { inside: 1e-8, outside: 1e-8 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adam<Both>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adagrad_inside {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{AdaGrad, Optimizer};
use thalweg::optimizer::epsilon::Inside;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: AdaGrad<Inside> = AdaGrad { epsilon: Inside(1e-7), initial: 0.1, learning_rate_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<AdaGrad<Inside>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod ftrl_power {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Ftrl, Power};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Ftrl<Power> = Ftrl { l1: 0.01, l2: 0.01, beta: 0.0, initial: 0.1, shrinkage: 0.01, power: Power(0.45) };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Ftrl<Power>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod rms_prop_clamped {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Clamped, Optimizer, RmsProp};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Clamped<RmsProp> = Clamped { rule: RmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false }, max: 1.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Clamped<RmsProp>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod micromath_adam {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adam, Micromath, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Micromath<Adam> = Micromath { rule: Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Micromath<Adam>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod micromath_rms_prop {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Micromath, Optimizer, RmsProp};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Micromath<RmsProp> = Micromath { rule: RmsProp { decay: 0.9, epsilon: 1e-8, initial: 0.0, bias_correction: false } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Micromath<RmsProp>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod micromath_adagrad {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{AdaGrad, Micromath, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Micromath<AdaGrad> = Micromath { rule: AdaGrad { epsilon: 1e-10, initial: 0.0, learning_rate_decay: 0.0 } };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Micromath<AdaGrad>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod lars {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Lars, LarsDenominator};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Lars = Lars { momentum: 0.9, trust_coefficient: 0.001, epsilon: 0.0, weight_decay: 0.0, denominator: LarsDenominator::Lengths, momentum_correction: false, nesterov: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Lars, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod lars_joined {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Lars, LarsDenominator};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Lars = Lars { momentum: 0.9, trust_coefficient: 0.001, epsilon: 0.0, weight_decay: 0.0, denominator: LarsDenominator::Joined, momentum_correction: false, nesterov: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Lars, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod lamb {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Lamb;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Lamb = Lamb { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, epsilon_root: 0.0, weight_decay: 0.01, lower_bound: None, upper_bound: None, bias_correction: true };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Lamb, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod novograd {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::NovoGrad;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: NovoGrad = NovoGrad { beta1: 0.9, beta2: 0.25, epsilon: 1e-6, epsilon_root: 0.0, weight_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<NovoGrad, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod sm3 {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Sm3;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Sm3<16, 64> = Sm3 { momentum: 0.0, epsilon: 1e-8 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Sm3<16, 64>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod sm3_momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Sm3;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Sm3<16, 64, 1> = Sm3 { momentum: 0.9, epsilon: 1e-8 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Sm3<16, 64, 1>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adafactor {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adafactor, Optimizer};
use thalweg::schedule::{Constant, Schedule};

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
pub const LOSS: SoftmaxCrossEntropy = SoftmaxCrossEntropy { label_smoothing: 0.0 };
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adafactor<16, 64>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod adafactor_momentum {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::{Adafactor, Optimizer};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Adafactor<16, 64, 1> = Adafactor { decay_exponent: 0.8, clipping_threshold: Some(1.0), epsilon1: 1e-30, epsilon2: Some(0.001), momentum: 0.9, weight_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Adafactor<16, 64, 1>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod torch_adafactor {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::TorchAdafactor;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: TorchAdafactor<16, 64> = TorchAdafactor { decay_exponent: 0.8, clipping_threshold: 1.0, epsilon1: 1.1920929e-7, epsilon2: 0.001, weight_decay: 0.0 };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<TorchAdafactor<16, 64>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod muon {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Muon, MuonScale};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Muon<16, 64> = Muon { momentum: 0.95, nesterov: true, bias_correction: false, coefficients: [3.4445, -4.775, 2.0315], iterations: 5, epsilon: 1e-7, scale: MuonScale::Outputs, dual_norm: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Muon<16, 64>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod muon_inputs {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::{Muon, MuonScale};
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Muon<16, 64> = Muon { momentum: 0.95, nesterov: true, bias_correction: true, coefficients: [3.4445, -4.775, 2.0315], iterations: 5, epsilon: 1e-7, scale: MuonScale::Inputs, dual_norm: true };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Muon<16, 64>, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
pub(crate) mod prodigy {
use thalweg::Error;
use thalweg::gradient::SkipNonFinite;
use thalweg::group::{Group, Groups};
use thalweg::loss::SoftmaxCrossEntropy;
use thalweg::optimizer::Optimizer;
use thalweg::optimizer::rules::Prodigy;
use thalweg::schedule::{Constant, Schedule};

/// The rule and its hyper-parameters.
pub const RULE: Prodigy = Prodigy { beta1: 0.9, beta2: 0.999, beta3: None, epsilon: 1e-8, weight_decay: 0.0, d0: 1e-6, d_coefficient: 1.0, growth_rate: f32::INFINITY, bias_correction: false, safeguard_warmup: false };
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
/// Parameters by groups, in order.
pub const GROUPS: [Group; 1] = [
    Group { length: 12, columns: Some(4), learning_rate: 1.0, weight_decay: 1.0, bias_weight_decay: None, frozen: false },
];
/// All of them together.
pub const PARAMETERS: usize = 12;

/// The learning rate of each step, from 0.
pub fn schedule() -> Result<impl Schedule + Copy, Error> {
    Ok(Constant::new(0.01)?)
}

/// The optimizer of these groups.
pub fn optimizer() -> Result<
    Optimizer<Prodigy, [f32; PARAMETERS], SkipNonFinite, Groups<1>>,
    Error,
> {
    Optimizer::grouped(RULE, SkipNonFinite::DEFAULT, Groups(GROUPS))
}
}
