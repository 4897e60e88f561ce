//! L = −Σ q(c) ln p(c) with p = softmax(z);  ∂L/∂z = p − q.
//!
//! q is 1 − s on the target plus s/C on every one of the C classes: label smoothing of C. Szegedy et
//! al., "Rethinking the Inception Architecture" (2016), section 7, as in PyTorch.

use crate::{
    Error, error,
    math::{Libm, Math},
};

/// Softmax cross-entropy of one sample, in nats.
///
/// ```
/// use thalweg::loss::SoftmaxCrossEntropy;
/// let mut z = [0.0, 0.0];
/// let loss = SoftmaxCrossEntropy::DEFAULT.backward(&mut z, 1).unwrap();
/// assert!((loss - 2f32.ln()).abs() < 1e-7);
/// assert_eq!(z, [0.5, -0.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SoftmaxCrossEntropy {
    /// s in [0, 1): how much of the target is spread over all classes.
    pub label_smoothing: f32,
}

impl SoftmaxCrossEntropy {
    /// No label smoothing.
    pub const DEFAULT: Self = Self { label_smoothing: 0.0 };

    /// The loss; `logits` become its gradient with respect to them.
    ///
    /// The largest logit is subtracted first, so that no exponential overflows.
    ///
    /// # Errors
    /// `label_smoothing` out of range, `target` not a class, a logit not finite; `logits` are
    /// unchanged then.
    pub fn backward(&self, logits: &mut [f32], target: usize) -> Result<f32, Error> {
        error::decay_rate("label_smoothing", self.label_smoothing)?;
        let Some(&answered) = logits.get(target) else {
            let value = u32::try_from(target).unwrap_or(u32::MAX);
            let allowed = "below the number of classes";
            return Err(Error::Count { field: "target", value, allowed });
        };
        if let Some(index) = logits.iter().position(|z| !z.is_finite()) {
            return Err(Error::NotFinite { what: "logits", index });
        }
        let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, &z| largest.max(z));
        let spread = self.label_smoothing / logits.len() as f32;
        let (mut sum, mut distance) = (0.0, 0.0);
        for z in logits.iter_mut() {
            distance += largest - *z;
            *z = Libm::exp(*z - largest);
            sum += *z;
        }
        let scale = 1.0 / sum;
        for (class, z) in logits.iter_mut().enumerate() {
            let hit = if class == target { 1.0 - self.label_smoothing } else { 0.0 };
            *z = *z * scale - (hit + spread);
        }
        let missed = (1.0 - self.label_smoothing) * (largest - answered) + spread * distance;
        Ok(Libm::ln(sum) + missed)
    }
}

impl Default for SoftmaxCrossEntropy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
