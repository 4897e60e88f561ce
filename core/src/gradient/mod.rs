//! What happens to a gradient before the optimizer sees it.

mod clip;

pub use clip::{Clipped, clip_by_global_norm};
