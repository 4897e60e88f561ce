//! What happens to a gradient before the rule sees it: transformations that chain without a buffer.
//!
//! | transformation | g ← |
//! |---|---|
//! | [`SkipNonFinite`] | g, or the step is skipped if one g is not finite |
//! | [`ClipByValue`] | min(max(g, −c), c) |
//! | [`ClipByGlobalNorm`] | g c / ‖g‖₂ if ‖g‖₂ > c |
//! | [`ClipByNorm`] | the same with ‖g‖₁, ‖g‖_∞ or any ‖g‖ₚ |
//! | [`ClipByBlockRms`] | g d / rms(g) if rms(g) > d, each group by itself |
//! | [`AdaptiveClip`] | g λ‖w‖ / ‖g‖ if ‖g‖ > λ‖w‖, each row or column by itself |
//! | [`AddDecayedWeights`] | g + λ w |
//! | [`Proximal`] | g + μ (w − w₀) |
//! | [`Centralise`] | g − the mean of its row |
//! | [`GradientNoise`] | g + N(0, η/(1 + t)^γ) |
//! | [`Accumulate`] | the mean of k micro-batches; the other steps wait |
//!
//! A tuple chains them, first to last: `(SkipNonFinite, ClipByValue, ClipByGlobalNorm)` clips each element,
//! then the whole. [`Group`](crate::group::Group) scales the learning rate of a tensor, or
//! freezes it; a frozen tensor's gradient counts in no norm.

mod accumulate;
mod adaptive_clip;
mod add_decayed_weights;
mod centralise;
mod chain;
mod checkpoint;
mod clip_by_block_rms;
mod clip_by_global_norm;
mod clip_by_norm;
mod clip_by_value;
mod gradient_noise;
mod in_place;
mod proximal;
mod skip_non_finite;
mod transform;
mod unit;
mod walk;

pub use crate::math::NormType;
pub use accumulate::{Accumulate, mean};
pub use adaptive_clip::AdaptiveClip;
pub use add_decayed_weights::AddDecayedWeights;
pub use centralise::Centralise;
pub use chain::Chain;
pub use clip_by_block_rms::ClipByBlockRms;
pub use clip_by_global_norm::{ClipByGlobalNorm, Clipped, clip_by_global_norm};
pub use clip_by_norm::ClipByNorm;
pub use clip_by_value::ClipByValue;
pub use gradient_noise::GradientNoise;
pub use in_place::transform;
pub use proximal::Proximal;
pub use skip_non_finite::SkipNonFinite;
pub use transform::{Accumulated, AccumulatedMut, Element, Flow, GradientPart, Step, Transform};
pub use unit::Unit;
pub(crate) use walk::{look_at, look_through};
