//! Losses: a number to go down, and its gradient with respect to what the network answered.

mod cross_entropy;

pub use cross_entropy::SoftmaxCrossEntropy;
