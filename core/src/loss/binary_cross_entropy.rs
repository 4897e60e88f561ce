//! L = 1/n Σ [−t ln σ(z) − (1 − t) ln(1 − σ(z))];  ∂L/∂z = (σ(z) − t) / n;  σ(z) = 1/(1 + e⁻ᶻ).
//!
//! Logistic regression (D. R. Cox, 1958), PyTorch's `binary_cross_entropy_with_logits`. From the
//! logit it is max(z, 0) − t z + ln(1 + e^−|z|), which no z overflows and no rounding of σ to 1 spoils.

use super::{mean::mean, softmax::ln_1p};
use crate::{Error, math::exp};

/// Binary cross-entropy of one sample with any number of independent yes-or-no outputs, in nats.
///
/// ```
/// use thalweg::loss::BinaryCrossEntropy;
/// let mut z = [0.0, 200.0];
/// let loss = BinaryCrossEntropy.value_and_grad(&mut z, &[1.0, 0.0]).unwrap();
/// assert!((loss - (2f32.ln() + 200.0) / 2.0).abs() < 1e-5);
/// assert_eq!(z, [-0.25, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BinaryCrossEntropy;

impl BinaryCrossEntropy {
    /// The loss; `logits` become its gradient with respect to them.
    ///
    /// `targets` are probabilities: 0, 1, or between for soft targets.
    ///
    /// # Errors
    /// No logit, another number of targets, a value not finite, a target outside [0, 1]; `logits`
    /// are unchanged then.
    pub fn value_and_grad(&self, logits: &mut [f32], targets: &[f32]) -> Result<f32, Error> {
        if let Some(&value) = targets.iter().find(|t| **t < 0.0 || **t > 1.0) {
            return Err(Error::OutOfRange { field: "targets", value, allowed: "0 to 1" });
        }
        mean(logits, targets, |z, t, f| {
            let e = exp(-z.abs());
            let sigma = if z < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) };
            (f * (z.max(0.0) - t * z + ln_1p(e)), f * (sigma - t))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn small_losses_keep_their_digits() {
        for (z, expected) in [(10.0, 4.539_889_9e-5), (20.0, 2.061_153_6e-9), (88.0, 6.054_602e-39)]
        {
            let loss = BinaryCrossEntropy.value_and_grad(&mut [z], &[1.0]).unwrap();
            assert!((loss / expected - 1.0).abs() < 1e-6, "{z}: {loss}");
        }
    }

    #[test]
    fn the_largest_logits_do_not_overflow() {
        let mut z = [f32::MAX, -f32::MAX];
        assert_eq!(BinaryCrossEntropy.value_and_grad(&mut z, &[1.0, 0.0]), Ok(0.0));
        assert_eq!(z, [0.0, 0.0]);
    }

    #[test]
    fn a_target_that_is_no_probability_is_refused() {
        let error = BinaryCrossEntropy.value_and_grad(&mut [0.0], &[1.5]).unwrap_err().to_string();
        assert_eq!(error, "targets is 1.5; allowed: 0 to 1");
        let error =
            BinaryCrossEntropy.value_and_grad(&mut [0.0], &[f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "targets[0] is NaN or infinite; allowed: finite");
    }
}
