//! y = x σ(x), σ(x) = 1 / (1 + e⁻ˣ);  y′ = σ (1 + x (1 − σ)).
//!
//! D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units" (2016); as "Swish" by P. Ramachandran et al. (2017).

use super::{
    elementwise::{Elementwise, activation, elementwise},
    sigmoid::sigmoid,
};

activation! {
    /// x times its logistic function, of every value.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, Silu};
    /// let mut y = [0.0; 2];
    /// Silu::new(2).forward(&[], &[0.0, 99.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.0, 99.0]);
    /// ```
    Silu keeps Input, |x| x * sigmoid(x), slope
}

fn slope(x: f32) -> f32 {
    let share = sigmoid(x);
    share * (1.0 + x * (1.0 - share))
}
