//! y = x above 0, α x below;  y′ = 1 above 0, α from 0 down.
//!
//! A. Maas, A. Hannun, A. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).

use super::elementwise::{Elementwise, elementwise};
use crate::{Error, config::config, error, nn::Keeps};

config! {
    /// Every value, those below 0 times `negative_slope`.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, LeakyRelu};
    /// let mut y = [0.0; 2];
    /// LeakyRelu::new(2).forward(&[], &[-1.0, 2.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [-0.01, 2.0]);
    /// ```
    pub struct LeakyRelu {
        /// How many values.
        pub size: usize,
        /// α, finite and at least 0; PyTorch's default is 0.01.
        pub negative_slope: f32,
    }
}

impl LeakyRelu {
    /// Of `size` values, α = 0.01.
    #[must_use]
    pub const fn new(size: usize) -> Self {
        Self { size, negative_slope: 0.01 }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::non_negative("negative_slope", self.negative_slope)
    }
}

impl Elementwise for LeakyRelu {
    const KEEPS: Keeps = Keeps::Output;

    #[inline]
    fn value(&self, x: f32) -> f32 {
        if x > 0.0 { x } else { self.negative_slope * x }
    }

    #[inline]
    fn slope(&self, y: f32) -> f32 {
        if y > 0.0 { 1.0 } else { self.negative_slope }
    }
}

elementwise!(LeakyRelu);
