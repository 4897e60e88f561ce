//! Groups of parameters: what gradient transformations and optimizers both speak of.
//!
//! The parameters of a model lie in one buffer, tensor after tensor. A [`Layout`] says where each begins,
//! and a [`Group`] what it is multiplied by, as the parameter groups of PyTorch. [`Hyperparams`] are the
//! numbers that a schedule drives.

#[allow(clippy::module_inception)]
mod group;
mod hyperparams;
pub(crate) mod layout;
mod span;

pub use group::Group;
pub use hyperparams::Hyperparams;
pub use layout::{Groups, Layers, Layout, Whole};
pub use span::Span;
