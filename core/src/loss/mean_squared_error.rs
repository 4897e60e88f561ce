//! L = 1/n Σ (y − t)²;  ∂L/∂y = 2 (y − t) / n.
//!
//! Least squares (Legendre, 1805), in the convention of PyTorch's `mse_loss`: without the factor ½
//! that textbooks put in front.

use super::mean::mean;
use crate::Error;

/// The mean squared error of one sample, in the square of the target's unit.
///
/// ```
/// use thalweg::loss::MeanSquaredError;
/// let mut y = [1.0, 5.0];
/// assert_eq!(MeanSquaredError.value_and_grad(&mut y, &[0.0, 2.0]), Ok(5.0)); // (1 + 9) / 2
/// assert_eq!(y, [1.0, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeanSquaredError;

impl MeanSquaredError {
    /// The loss; `outputs` become its gradient with respect to them. What is beyond the largest
    /// `f32` is that.
    ///
    /// # Errors
    /// No output, another number of targets, a value not finite; `outputs` are unchanged then.
    pub fn value_and_grad(&self, outputs: &mut [f32], targets: &[f32]) -> Result<f32, Error> {
        mean(outputs, targets, |y, t, f| {
            let part = f * y - f * t;
            (part * (y - t), 2.0 * part)
        })
    }
}
