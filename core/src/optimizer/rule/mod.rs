//! What a [`Rule`] is made of, for whoever writes one: the step that it takes, where its tensor and state are, the loop over
//! a [`Block`], and the roots that a rule leaves to the loop.

mod block;
pub(crate) mod rooted;
#[allow(clippy::module_inception)]
mod rule;
mod tensor;

pub use block::Block;
pub use rooted::Rooted;
pub use rule::{BLOCK, Elements, GroupStep, Rule};
pub use tensor::{GroupState, Tensor, TensorMut};
