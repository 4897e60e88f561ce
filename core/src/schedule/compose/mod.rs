//! Schedules made of schedules: each a type of its own, without a heap, `const`, pure in the step.
//!
//! A combinator asks its parts for a step of *their* time and returns what they say, or one product,
//! maximum or bound of it. So at every seam the value is the very value of a part.

mod clamp;
mod epochs;
mod extremes;
mod hold;
mod iter;
mod join;
mod offset;
mod product;
mod repeat;
mod scale;
mod then;
mod warmup;

pub use clamp::Clamp;
pub use epochs::{Epochs, PerEpoch};
pub use extremes::{Max, Min};
pub use hold::Hold;
pub use iter::Iter;
pub use join::Join;
pub use offset::{Offset, Shift};
pub use product::Product;
pub use repeat::Repeat;
pub use scale::Scale;
pub use then::Then;
pub use warmup::{Horizon, Ramp, Warmup, steps_after_warmup};
