//! y = max(x, 0).

use super::elementwise::{Elementwise, activation, elementwise};
use crate::{Error, error};

activation! {
    /// max(x, 0) of every value, with slope 0 at 0.
    ///
    /// ```
    /// use thalweg::nn::{Layer, Pass, Relu};
    /// let mut y = [0.0; 2];
    /// Relu::new(2).forward(&[], &[-1.0, 2.0], &mut y, &mut [], Pass::Inference).unwrap();
    /// assert_eq!(y, [0.0, 2.0]);
    /// ```
    Relu keeps Output, value, |y| if y > 0.0 { 1.0 } else { 0.0 }
}

/// NaN stays NaN.
const fn value(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}

/// Replaces every negative value by 0.
///
/// ```
/// let mut x = [-1.0, 2.0];
/// thalweg::nn::relu(&mut x);
/// assert_eq!(x, [0.0, 2.0]);
/// ```
pub fn relu(x: &mut [f32]) {
    for x in x {
        *x = value(*x);
    }
}

/// Stops `gradient` where the output `y` of [`relu`] was 0.
///
/// ```
/// let mut gradient = [5.0, 5.0];
/// thalweg::nn::relu_backward(&[0.0, 2.0], &mut gradient).unwrap();
/// assert_eq!(gradient, [0.0, 5.0]);
/// let error = thalweg::nn::relu_backward(&[0.0], &mut gradient).unwrap_err();
/// assert_eq!(error.to_string(), "gradient has 2 elements; allowed: exactly 1");
/// ```
///
/// # Errors
/// Another number of gradients than of outputs; nothing is changed then.
pub fn relu_backward(y: &[f32], gradient: &mut [f32]) -> Result<(), Error> {
    error::same_length("gradient", y.len(), gradient.len())?;
    for (g, &y) in gradient.iter_mut().zip(y) {
        if y <= 0.0 {
            *g = 0.0;
        }
    }
    Ok(())
}
