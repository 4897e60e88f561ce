//! Two guides, from a library that you know to this crate, and which rule and schedule to take; and the bytes of a recipe and of a checkpoint.
//!
//! EMA is the key to the guides: momentum α averages the last 1/(1 − α) gradients, Adam's v the last 1/(1 − β₂) squares. Whoever knows the
//! windows of an optimizer knows how it behaves; libraries differ in what stands around them.

#[doc = include_str!("checkpoint_format.md")]
pub mod checkpoint_format {}

#[doc = include_str!("choosing.md")]
pub mod choosing {}

#[doc = include_str!("coming_from.md")]
pub mod coming_from {}

#[doc = include_str!("recipe_format.md")]
pub mod recipe_format {}
