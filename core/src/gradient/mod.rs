//! What happens to a gradient before the rule sees it: transformations that chain without a buffer.

mod clip;
mod decay;
mod guard;
mod norm;
mod transform;
mod value;

pub use clip::{ClipByGlobalNorm, Clipped, clip_by_global_norm};
pub use decay::AddDecayedWeights;
pub use guard::Guard;
pub(crate) use transform::Elements;
pub use transform::{Element, Flow, Gradient, Span, Step, Transform};
pub use value::ClipByValue;
