//! Networks from PyTorch: layers as a list in JSON, weights under the names of a `state_dict`.

mod model;
mod network;
mod table;
mod tensors;
mod write;

pub use model::{Check, Model};
pub use network::{Block, Network, Written};
pub use table::table;
pub use tensors::{Tensor, Tensors};
pub use write::{Format, blob, rust};
