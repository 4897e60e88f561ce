//! y = w x̂ + b with x̂ = (x − μ) / √(σ² + ε), μ and σ² the mean and the variance of all values.
//!
//! J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization" (2016), as PyTorch's `LayerNorm`: a
//! [`GroupNorm`] of one group whose channels have one value each.

use super::GroupNorm;
use crate::{
    Error,
    config::config,
    nn::{Shape, special_case::special_case},
};

config! {
    /// All values normalised together, then each scaled and shifted.
    ///
    /// The parameters are `[w, b]` of each value; 1 and 0 change nothing.
    ///
    /// ```
    /// use thalweg::nn::{Layer, LayerNorm, Pass};
    /// const NORM: LayerNorm = LayerNorm { epsilon: 0.0, ..LayerNorm::new(2) };
    /// let mut y = [0.0; 2];
    /// NORM.forward(&[1.0, 0.0, 1.0, 5.0], &[3.0, 7.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [-1.0, 6.0]);
    /// ```
    pub struct LayerNorm {
        /// How many values.
        pub size: usize,
        /// ε, finite and at least 0; PyTorch's default is 1e-5.
        pub epsilon: f32,
    }
}

impl LayerNorm {
    /// ε = 1e-5.
    #[must_use]
    pub const fn new(size: usize) -> Self {
        Self { size, epsilon: 1e-5 }
    }

    #[cfg(feature = "serde")]
    const fn validate(&self) -> Result<(), Error> {
        self.general().validate()
    }

    /// The same as groups of channels.
    const fn general(&self) -> GroupNorm {
        GroupNorm { groups: 1, channels: self.size, length: 1, epsilon: self.epsilon }
    }
}

special_case!(LayerNorm);
