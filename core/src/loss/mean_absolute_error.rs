//! L = 1/n Σ |y − t|;  ∂L/∂y = sgn(y − t) / n, 0 where y = t.
//!
//! Least absolute deviations (Boscovich, 1757), PyTorch's `l1_loss`: an outlier pulls no harder than
//! any other sample.

use super::mean::mean;
use crate::Error;

/// The mean absolute error of one sample, in the target's unit.
///
/// ```
/// use thalweg::loss::MeanAbsoluteError;
/// let mut y = [1.0, -2.0, 3.0, 7.0];
/// assert_eq!(MeanAbsoluteError.value_and_grad(&mut y, &[1.0, 0.0, 0.0, 0.0]), Ok(3.0));
/// assert_eq!(y, [0.0, -0.25, 0.25, 0.25]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeanAbsoluteError;

impl MeanAbsoluteError {
    /// The loss; `outputs` become its gradient with respect to them.
    ///
    /// # Errors
    /// No output, another number of targets, a value not finite; `outputs` are unchanged then.
    pub fn value_and_grad(&self, outputs: &mut [f32], targets: &[f32]) -> Result<f32, Error> {
        mean(outputs, targets, |y, t, f| ((f * y - f * t).abs(), f * sign(y - t)))
    }
}

/// sgn d, 0 at 0.
pub(super) const fn sign(d: f32) -> f32 {
    if d > 0.0 {
        1.0
    } else if d < 0.0 {
        -1.0
    } else {
        0.0
    }
}
