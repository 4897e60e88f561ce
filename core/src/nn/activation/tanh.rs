//! y = tanh x;  y′ = 1 − y².

use super::elementwise::{Elementwise, activation, elementwise};
use crate::math::tanh;

activation! {
    /// The hyperbolic tangent of every value.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, Tanh};
    /// let mut y = [0.0; 2];
    /// Tanh::new(2).forward(&[], &[0.0, 99.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.0, 1.0]);
    /// ```
    Tanh keeps Output, tanh, |y| 1.0 - y * y
}
