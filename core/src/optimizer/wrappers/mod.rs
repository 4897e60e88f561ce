//! Rules around rules: weight decay and bounds.

mod clamped;
mod decay;
mod forward;

pub use clamped::Clamped;
pub use decay::{Decoupled, L2};
