//! Networks: their layers, forward and backward, one sample at a time or several.
//!
//! A layer is a shape, usually a `const`; its parameters and gradients are slices of flat buffers
//! that the caller owns, so that one optimizer runs over a whole network in one pass. [`Layer`] is what all of them
//! are, and what a layer of your own is; [`Sequential`] puts them one after the other. Layouts are those of PyTorch,
//! channel by channel, but that a row of weights has its bias behind it.
//!
//! | layer | |
//! |---|---|
//! | [`Dense`], [`Conv1d`] (also depthwise), [`Conv2d`], [`Bias`] | sums with weights |
//! | [`AveragePool1d`], [`AveragePool2d`], [`MaxPool1d`], [`MaxPool2d`], [`GlobalAveragePool`], [`GlobalMaxPool`] | fewer values |
//! | [`Relu`], [`Relu6`], [`LeakyRelu`], [`Tanh`], [`Sigmoid`], [`HardSigmoid`], [`HardSwish`], [`Silu`], [`Gelu`] | every value by itself |
//! | [`BatchNorm`], [`LayerNorm`], [`GroupNorm`] | mean 0, deviation 1 |
//! | [`Flatten`], [`Dropout`], [`Residual`], [`Sequential`] | how layers are put together |
//! | [`Frozen`], [`Int8`], [`LowRank`] | layers that are not trained, in flash, and an adapter beside one |
//!
//! Every layer and network takes several samples at once as well ([`Layer::forward_batch`], [`Layer::backward_batch`]), with the bits of one
//! after the other: on a Cortex-M with a floating-point unit [`Dense`] and [`Mlp`] are faster so, unless the feature `small` is on, and
//! [`BatchGradient`] says whether the gradient is stored, so that nothing is zeroed.
//!
//! [`Kaiming`] and [`Xavier`] say where parameters start; [`Prototypes`] need no training at all; a
//! [`SnapshotEnsemble`] has several networks of one training speak.

mod activation;
mod axis;
mod batch_gradient;
mod bias;
mod conv1d;
mod conv2d;
mod correlation;
mod dense;
mod dropout;
mod flatten;
mod frozen;
mod initializer;
mod int8;
mod layer;
mod lines;
mod list;
mod low_rank;
mod mlp;
mod norm;
mod one_by_one;
mod parts;
mod passes;
mod plan;
mod pool;
mod prototypes;
mod residual;
mod sequential;
mod snapshot_ensemble;
mod special_case;
mod tiled;

pub use activation::{
    Gelu, HardSigmoid, HardSwish, LeakyRelu, Relu, Relu6, Sigmoid, Silu, Tanh, relu, relu_backward,
};
pub use axis::Axis;
pub use batch_gradient::BatchGradient;
pub use bias::Bias;
pub use conv1d::Conv1d;
pub use conv2d::Conv2d;
pub use dense::Dense;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use frozen::Frozen;
pub use initializer::{Distribution, Kaiming, Xavier};
pub use int8::{Int8, quantize_rows};
pub use layer::{Keeps, Layer, Pass, Shape, Trace};
pub use list::LayerList;
pub use low_rank::LowRank;
pub use mlp::Mlp;
pub use norm::{BatchNorm, GroupNorm, LayerNorm};
pub use pool::{
    AveragePool1d, AveragePool2d, GlobalAveragePool, GlobalMaxPool, MaxPool1d, MaxPool2d,
};
pub use prototypes::Prototypes;
pub use residual::Residual;
pub use sequential::Sequential;
pub use snapshot_ensemble::SnapshotEnsemble;
