//! y = min(max(x + 3, 0), 6) / 6;  y′ = 1/6 for −3 < x < 3, else 0.
//!
//! A. Howard et al., "Searching for `MobileNetV3`" (2019), as PyTorch's `Hardsigmoid`: no exponential.

use super::elementwise::{Elementwise, activation, elementwise};

activation! {
    /// The logistic function, roughly, of every value: straight between −3 and 3.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, HardSigmoid};
    /// let mut y = [0.0; 2];
    /// HardSigmoid::new(2).forward(&[], &[0.0, 9.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.5, 1.0]);
    /// ```
    HardSigmoid keeps Input,
    hard_sigmoid,
    |x| if x > -3.0 && x < 3.0 { 1.0 / 6.0 } else { 0.0 }
}

/// min(max(x + 3, 0), 6) / 6.
pub(super) fn hard_sigmoid(x: f32) -> f32 {
    (x + 3.0).clamp(0.0, 6.0) / 6.0
}
