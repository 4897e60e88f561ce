//! Schedules made of schedules: each a type of its own, without a heap, `const`, pure in the step.
//!
//! A combinator calls its parts with a step of *their* time and returns their value, or one sum, product,
//! maximum or bound of it. So at every seam the value is the very value of a part.

mod clamp;
mod epochs;
mod hold;
mod iter;
mod join;
mod max_min;
mod offset;
mod product;
mod repeat;
mod scale;
mod sum;
mod then;
mod warmup;

pub use clamp::Clamp;
pub use epochs::{Epochs, PerEpoch};
pub use hold::Hold;
pub use iter::Iter;
pub use join::Join;
pub use max_min::{Max, Min};
pub use offset::{Offset, Shift};
pub use product::Product;
pub use repeat::Repeat;
pub use scale::Scale;
pub use sum::Sum;
pub use then::Then;
pub use warmup::{Horizon, Ramp, Warmup, steps_after_warmup};
