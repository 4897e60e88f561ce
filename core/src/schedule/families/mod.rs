//! The families of schedules, one formula a file.

mod constant;
mod cosine;
mod cosine_with_hard_restarts;
mod cyclic;
mod cyclical_decay;
mod exponential;
mod inverse_sqrt;
mod inverse_time;
mod linear;
mod multi_step;
mod one_cycle;
mod piecewise;
mod polynomial;
mod range_test;
mod step_decay;
mod warm_restarts;
mod warmup_stable_decay;

pub use constant::{Constant, ConstantFactor};
pub use cosine::{Cosine, PastEnd, UnitExponent};
pub use cosine_with_hard_restarts::CosineWithHardRestarts;
pub(crate) use cosine_with_hard_restarts::remainder;
pub use cyclic::{Amplitude, Cyclic};
pub use cyclical_decay::{CycleShape, CyclicalDecay};
pub use exponential::Exponential;
pub use inverse_sqrt::{InverseSqrt, Noam};
pub use inverse_time::InverseTime;
pub use linear::Linear;
pub use multi_step::MultiStep;
pub use one_cycle::{OneCycle, OneCycleOptions, OneCyclePhases, OneCycleSteps};
pub use piecewise::{PiecewiseConstant, PiecewiseCurve};
pub use polynomial::Polynomial;
pub use range_test::RangeTest;
pub use step_decay::StepDecay;
pub use warm_restarts::{PeakDecay, WarmRestarts};
pub use warmup_stable_decay::{Plateau, WarmupStableDecay};
