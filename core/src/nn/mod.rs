//! The small layers that fine-tuning needs.
//!
//! A layer is a shape, usually a `const`; its parameters and gradients are slices of flat buffers
//! that the caller owns, so that one optimizer runs over a whole network in one pass.

mod dense;
mod mlp;
mod relu;

pub use dense::Dense;
pub use mlp::Mlp;
pub use relu::{relu, relu_backward};
