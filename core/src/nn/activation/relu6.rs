//! y = min(max(x, 0), 6);  y′ = 1 for 0 < x < 6, else 0.
//!
//! A. Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10" (2010); with a range that a byte holds well.

use super::elementwise::{Elementwise, activation, elementwise};

activation! {
    /// Every value clamped to 0 … 6.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, Relu6};
    /// let mut y = [0.0; 2];
    /// Relu6::new(2).forward(&[], &[-1.0, 7.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.0, 6.0]);
    /// ```
    Relu6 keeps Output,
    |x| x.clamp(0.0, 6.0),
    |y| if y > 0.0 && y < 6.0 { 1.0 } else { 0.0 }
}
