//! What becomes of a gradient in integers before the optimizer takes it, as [`gradient`](crate::gradient).
//!
//! Each works in place on the whole gradient, in the order in which it is called: [`fn@mean`] of a batch,
//! [`AddDecayedWeights`], [`ClipByGlobalNorm`]; [`SkipSaturated`] says whether the step is to be taken.

mod add_decayed_weights;
mod clip_by_global_norm;
mod mean;
mod skip_saturated;

pub use add_decayed_weights::AddDecayedWeights;
pub use clip_by_global_norm::ClipByGlobalNorm;
pub use mean::mean;
pub use skip_saturated::SkipSaturated;
