//! Activations: every value by itself.

mod elementwise;
mod gelu;
mod hard_sigmoid;
mod hard_swish;
mod leaky_relu;
mod relu;
mod relu6;
mod sigmoid;
mod silu;
mod tanh;

pub use gelu::Gelu;
pub use hard_sigmoid::HardSigmoid;
pub use hard_swish::HardSwish;
pub use leaky_relu::LeakyRelu;
pub use relu::{Relu, relu, relu_backward};
pub use relu6::Relu6;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use tanh::Tanh;
