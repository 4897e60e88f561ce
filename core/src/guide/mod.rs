//! Two guides, from a library that you know to this crate, and which rule and schedule to take; and the bytes of a recipe and of a checkpoint.
//!
//! EMA is the key to the guides: momentum α averages the last 1/(1 − α) gradients, Adam's v the last 1/(1 − β₂) squares. Whoever knows the
//! windows of an optimizer knows how it behaves; libraries differ in what stands around them.

// The links stand here, as whoever reads the files themselves cannot follow them.

/// [`checkpoint`]: crate::checkpoint
/// [`recipe_format`]: crate::guide::recipe_format
///
#[doc = include_str!("checkpoint_format.md")]
pub mod checkpoint_format {}

/// [`optimizer::describe`]: crate::optimizer::describe
/// [`optimizer::state`]: crate::optimizer::state
/// [`Optimizer::begin`]: crate::optimizer::Optimizer::begin
/// [`Optimizer::lend`]: crate::optimizer::Optimizer::lend
/// [`gradient::mean`]: crate::gradient::mean
/// [`gradient::Accumulate`]: crate::gradient::Accumulate
/// [`feedback::RangeAnalysis`]: crate::feedback::RangeAnalysis
/// [`fixed`]: crate::fixed
///
#[doc = include_str!("choosing.md")]
pub mod choosing {}

#[doc = include_str!("coming_from.md")]
pub mod coming_from {}

#[doc = include_str!("recipe_format.md")]
pub mod recipe_format {}
