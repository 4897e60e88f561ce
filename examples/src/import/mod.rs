//! Networks from PyTorch: layers as a list in JSON, weights under the names of a `state_dict`.

mod network;
mod tensors;

pub use network::Network;
pub use tensors::{Tensor, Tensors};
