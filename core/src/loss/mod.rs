//! Losses: a number to go down, and its gradient with respect to the outputs of the network.
//!
//! Every loss is of one sample: `value_and_grad` returns its value and puts the gradient in place of the
//! outputs, ready for the network's own `backward`. A batch is the mean of its samples, which equals
//! the mean over all values that PyTorch calls `reduction="mean"`. Of finite numbers it and its gradient are
//! finite: what is beyond the largest `f32` is that.
//!
//! | loss | for |
//! |---|---|
//! | [`SoftmaxCrossEntropy`], [`WeightedSoftmaxCrossEntropy`] | one class of several, or a mixture of classes |
//! | [`BinaryCrossEntropy`] | any number of independent yes-or-no outputs |
//! | [`MeanSquaredError`], [`MeanAbsoluteError`], [`Huber`], [`SmoothL1`] | numbers |
//! | [`Triplet`] | embeddings, near for one class and far for two |
//! | [`Distillation`], [`DistillationWithLabels`] | a small network that learns from a large one |
//!
//! [`L2Sp`] is no loss of a sample: it holds the parameters near those of a start.
//! [`fn@softmax`] makes probabilities of logits.

mod binary_cross_entropy;
mod distillation;
mod huber;
mod l2_sp;
mod mean;
mod mean_absolute_error;
mod mean_squared_error;
mod smooth_l1;
mod softmax;
mod softmax_cross_entropy;
mod triplet;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use distillation::{Distillation, DistillationWithLabels};
pub use huber::Huber;
pub use l2_sp::L2Sp;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use smooth_l1::SmoothL1;
pub use softmax::softmax;
pub(crate) use softmax_cross_entropy::check_target;
pub use softmax_cross_entropy::{SoftmaxCrossEntropy, WeightedSoftmaxCrossEntropy};
pub use triplet::Triplet;
