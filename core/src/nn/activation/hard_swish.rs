//! y = x min(max(x + 3, 0), 6) / 6;  y′ = 0 up to −3, then x/3 + ½, from 3 on 1.
//!
//! A. Howard et al., "Searching for `MobileNetV3`" (2019), as PyTorch's `Hardswish`: no exponential.

use super::{
    elementwise::{Elementwise, activation, elementwise},
    hard_sigmoid::hard_sigmoid,
};

activation! {
    /// x times the straight logistic function of it, of every value.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, HardSwish};
    /// let mut y = [0.0; 2];
    /// HardSwish::new(2).forward(&[], &[-3.0, 9.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.0, 9.0]);
    /// ```
    HardSwish keeps Input, |x| x * hard_sigmoid(x), slope
}

fn slope(x: f32) -> f32 {
    if x >= 3.0 {
        1.0
    } else if x <= -3.0 {
        0.0
    } else {
        x / 3.0 + 0.5
    }
}
