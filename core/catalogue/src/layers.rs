//! The layers.

/// Calls a macro with every layer: `name: Type = value;`.
#[macro_export]
macro_rules! layers {
    ($visit:ident $($given:tt)*) => {
        $visit! {
            $($given)*
            dense: $crate::nn::Dense = $crate::nn::Dense::new(3, 2);
            mlp: $crate::nn::Mlp = $crate::nn::Mlp::new(3, 4, 2);
            conv1d: $crate::nn::Conv1d = $crate::nn::Conv1d::new(2, 3, $crate::TIME);
            depthwise_conv1d: $crate::nn::Conv1d = $crate::nn::Conv1d::depthwise(2, 2, $crate::TIME);
            conv2d: $crate::nn::Conv2d = $crate::nn::Conv2d {
                groups: 2, ..$crate::nn::Conv2d::new(2, 4, $crate::nn::Axis::new(3, 2), $crate::TIME)
            };
            bias: $crate::nn::Bias = $crate::nn::Bias { channels: 2, length: 3 };
            average_pool1d: $crate::nn::AveragePool1d
                = $crate::nn::AveragePool1d { channels: 2, axis: $crate::POOLED };
            average_pool2d: $crate::nn::AveragePool2d
                = $crate::nn::AveragePool2d { channels: 2, rows: $crate::POOLED, columns: $crate::POOLED };
            max_pool1d: $crate::nn::MaxPool1d
                = $crate::nn::MaxPool1d { channels: 2, axis: $crate::POOLED };
            max_pool2d: $crate::nn::MaxPool2d
                = $crate::nn::MaxPool2d { channels: 2, rows: $crate::POOLED, columns: $crate::POOLED };
            global_average_pool: $crate::nn::GlobalAveragePool
                = $crate::nn::GlobalAveragePool { channels: 2, size: 4 };
            global_max_pool: $crate::nn::GlobalMaxPool
                = $crate::nn::GlobalMaxPool { channels: 2, size: 4 };
            relu: $crate::nn::Relu = $crate::nn::Relu::new(5);
            relu6: $crate::nn::Relu6 = $crate::nn::Relu6::new(5);
            leaky_relu: $crate::nn::LeakyRelu = $crate::nn::LeakyRelu::new(5);
            tanh: $crate::nn::Tanh = $crate::nn::Tanh::new(5);
            sigmoid: $crate::nn::Sigmoid = $crate::nn::Sigmoid::new(5);
            hard_sigmoid: $crate::nn::HardSigmoid = $crate::nn::HardSigmoid::new(5);
            hard_swish: $crate::nn::HardSwish = $crate::nn::HardSwish::new(5);
            silu: $crate::nn::Silu = $crate::nn::Silu::new(5);
            gelu: $crate::nn::Gelu = $crate::nn::Gelu::new(5);
            gelu_by_tanh: $crate::nn::Gelu = $crate::nn::Gelu { size: 5, by_tanh: true };
            batch_norm: $crate::nn::BatchNorm<[f32; 2]> = $crate::nn::BatchNorm {
                length: 3, mean: [0.5, -0.25], variance: [0.75, 2.0], epsilon: 1e-5
            };
            layer_norm: $crate::nn::LayerNorm = $crate::nn::LayerNorm::new(5);
            group_norm: $crate::nn::GroupNorm = $crate::nn::GroupNorm::new(2, 4, 3);
            flatten: $crate::nn::Flatten = $crate::nn::Flatten::new(5);
            dropout: $crate::nn::Dropout = $crate::nn::Dropout { size: 5, rate: 0.25, seed: 3 };
            residual: $crate::nn::Residual<($crate::nn::Dense, $crate::nn::Tanh)> = $crate::RESIDUAL;
            sequential: $crate::Network = $crate::sequential!(
                $crate::nn::Dense::new(3, 4), $crate::nn::Relu::new(4), $crate::RESIDUAL, $crate::nn::Dense::new(4, 2)
            );
        }
    };
}

use thalweg::{
    nn::{Axis, Dense, Relu, Residual, Sequential, Tanh},
    sequential,
};

/// An axis with all its settings.
pub const TIME: Axis = Axis { size: 7, kernel: 3, stride: 2, padding: 1, dilation: 2 };
/// An axis of a pool.
pub const POOLED: Axis = Axis { stride: 2, padding: 1, ..Axis::new(5, 3) };
/// A block in a network.
pub const RESIDUAL: Residual<(Dense, Tanh)> =
    Residual::new(sequential!(Dense::new(4, 4), Tanh::new(4)));
/// A network with everything that networks have.
pub type Network = Sequential<(Dense, Relu, Residual<(Dense, Tanh)>, Dense)>;
/// The most inputs, outputs, parameters and memory of a listed layer.
pub const LAYER_VALUES: usize = 64;
