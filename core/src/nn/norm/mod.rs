//! Normalisation: values brought to mean 0 and deviation 1, then scaled and shifted as it is learnt.

mod batch_norm;
mod group_norm;
mod layer_norm;

pub use batch_norm::BatchNorm;
pub use group_norm::GroupNorm;
pub use layer_norm::LayerNorm;
