//! Optimizers: a [`Rule`] that updates one parameter, and the one loop that runs it over a buffer.
//!
//! A rule is a configuration: a plain value that may live in flash and holds no learning rate, as
//! that is the schedule's. Its per-parameter state lives interleaved in [`Optimizer`]'s fixed buffer,
//! so one rule can drive many optimizers and be swapped without touching their state.

mod adabelief;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adamax;
mod adan;
mod amsgrad;
mod asgd;
mod averaged;
mod averages;
mod clamped;
mod dampened;
mod decay;
mod epsilon;
mod factored;
mod ftml;
mod ftrl;
mod group;
mod heavy_ball;
mod lamb;
mod lars;
mod lion;
mod muon;
mod nadam;
mod newton_schulz;
mod novograd;
mod optimistic;
mod precision;
mod prodigy;
mod radam;
mod rates;
mod rms_prop;
mod rms_prop_momentum;
mod rprop;
mod rule;
mod run;
mod schedule_free;
mod sgd;
mod sides;
mod sign_sgd;
mod slots;
mod sm3;
mod torch_adafactor;
mod wrapper;
mod yogi;

pub use adabelief::AdaBelief;
pub use adadelta::AdaDelta;
pub use adafactor::Adafactor;
pub use adagrad::AdaGrad;
pub use adam::{Adam, AdamW};
pub use adamax::{Adamax, AdamaxW};
pub use adan::Adan;
pub use amsgrad::{AmsGrad, Maximum};
pub use asgd::Asgd;
pub use averaged::Averaged;
pub use averages::{Average, Averages, Correction, Of};
pub use clamped::Clamped;
pub use dampened::DampenedMomentum;
pub use decay::{Decoupled, L2};
pub use epsilon::{Both, Epsilon, Inside, Uncorrected};
pub use ftml::Ftml;
pub use ftrl::{Accumulator, Ftrl, Power, Root};
pub use group::{Group, Groups, Layout, Whole};
pub use heavy_ball::{HeavyBall, HeavyBallNesterov, MxnetNesterov};
pub use lamb::Lamb;
pub use lars::{Lars, LarsDenominator};
pub use lion::Lion;
pub use muon::{Muon, MuonScale};
pub use nadam::{NAdam, NAdamW};
pub use novograd::NovoGrad;
pub use optimistic::Optimistic;
pub use precision::{
    Bf16, Code, Dynamic, Eight, F16, F32, Float16, Linear, Precision, States, blocks,
};
pub use prodigy::{Distance, Prodigy};
pub use radam::RAdam;
pub use rates::Rates;
pub use rms_prop::{CenteredRmsProp, RmsProp};
pub use rms_prop_momentum::{CenteredRmsPropMomentum, LearningRate, RmsPropMomentum, Velocity};
pub use rprop::Rprop;
pub use rule::{Elements, Pass, Rule};
pub use run::{Optimizer, Outcome, Progress};
pub use schedule_free::{ScheduleFreeAdamW, ScheduleFreeSgd, Weighting, Weights};
pub use sgd::{Momentum, Nesterov, Sgd};
pub use sides::Sides;
pub use sign_sgd::{SignSgd, Signum};
pub use slots::{Slot, Slots};
pub use sm3::Sm3;
pub use torch_adafactor::TorchAdafactor;
pub use yogi::Yogi;
