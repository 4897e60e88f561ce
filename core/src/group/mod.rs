//! Groups of parameters: what gradient transformations and optimizers both speak of.

#[allow(clippy::module_inception)]
mod group;
mod hyperparams;
mod span;

pub use group::{Group, Groups, Layout, Whole};
pub use hyperparams::Rates;
pub use span::Span;
