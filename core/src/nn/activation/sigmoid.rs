//! y = 1 / (1 + e⁻ˣ);  y′ = y (1 − y).

use super::elementwise::{Elementwise, activation, elementwise};
use crate::math::exp;

activation! {
    /// The logistic function of every value.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, Sigmoid};
    /// let mut y = [0.0; 2];
    /// Sigmoid::new(2).forward(&[], &[0.0, 99.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.5, 1.0]);
    /// ```
    Sigmoid keeps Output, sigmoid, |y| y * (1.0 - y)
}

/// 1 / (1 + e⁻ˣ).
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}
