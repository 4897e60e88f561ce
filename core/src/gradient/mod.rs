//! What happens to a gradient before the rule sees it: transformations that chain without a buffer.
//!
//! | transformation | g ← |
//! |---|---|
//! | [`Guard`] | g, or the step is skipped if one g is not finite |
//! | [`ClipByValue`] | min(max(g, −c), c) |
//! | [`ClipByGlobalNorm`] | g c / ‖g‖₂ if ‖g‖₂ > c |
//! | [`ClipByNorm`] | the same with ‖g‖₁, ‖g‖_∞ or any ‖g‖ₚ |
//! | [`ClipByBlockRms`] | g d / rms(g) if rms(g) > d, each group by itself |
//! | [`AdaptiveClip`] | g λ‖w‖ / ‖g‖ if ‖g‖ > λ‖w‖, each row or column by itself |
//! | [`AddDecayedWeights`] | g + λ w |
//! | [`Centralise`] | g − the mean of its row |
//! | [`GradientNoise`] | g + N(0, η/(1 + t)^γ) |
//! | [`Accumulate`] | the mean of k micro-batches; the other steps are held |
//!
//! A tuple chains them, first to last: `(Guard, ClipByValue, ClipByGlobalNorm)` clips each element,
//! then the whole. [`Group`](crate::optimizer::Group) scales the learning rate of a tensor, or
//! freezes it; a frozen tensor's gradient counts in no norm.

mod accumulate;
mod adaptive;
mod block_rms;
mod centralise;
mod clip;
mod clip_norm;
mod decay;
mod guard;
mod in_place;
mod noise;
mod norm;
mod transform;
mod unit;
mod value;

pub use accumulate::Accumulate;
pub use adaptive::AdaptiveClip;
pub use block_rms::ClipByBlockRms;
pub use centralise::Centralise;
pub use clip::{ClipByGlobalNorm, Clipped, clip_by_global_norm};
pub use clip_norm::{ClipByNorm, NormType};
pub use decay::AddDecayedWeights;
pub use guard::Guard;
pub use in_place::transform;
pub use noise::GradientNoise;
pub use norm::Factor;
pub(crate) use norm::Norm;
pub(crate) use transform::Elements;
pub use transform::{Element, Flow, Gradient, Span, Step, Transform};
pub use unit::{Unit, Units};
pub use value::ClipByValue;
