//! L = −Σ q(c) ln p(c) with p = softmax(z);  ∂L/∂z = p Σ q − q.
//!
//! q is the target t with (1 − s) of its weight, plus s/C on every one of the C classes: label
//! smoothing of C. Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7, as in
//! PyTorch. t is one class, or a probability of each: what mixup makes of two samples.

use crate::{
    Error,
    config::config,
    error,
    math::{exp, ln},
};

config! {
    /// Softmax cross-entropy of one sample, in nats.
    ///
    /// ```
    /// use thalweg::loss::SoftmaxCrossEntropy;
    /// let mut z = [0.0, 0.0];
    /// let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1).unwrap();
    /// assert!((loss - 2f32.ln()).abs() < 1e-7);
    /// assert_eq!(z, [0.5, -0.5]);
    /// ```
    pub struct SoftmaxCrossEntropy {
        /// s in [0, 1): how much of the target is spread over all classes.
        pub label_smoothing: f32,
    }
}

/// How far the sum of probabilities may be from 1.
const SLACK: f32 = 1e-3;

impl SoftmaxCrossEntropy {
    /// No label smoothing.
    pub const DEFAULT: Self = Self { label_smoothing: 0.0 };

    const fn validate(&self) -> Result<(), Error> {
        error::decay_rate("label_smoothing", self.label_smoothing)
    }

    /// The loss; `logits` become its gradient with respect to them.
    ///
    /// # Errors
    /// `label_smoothing` out of range, `target` not a class, a logit not finite; `logits` are
    /// unchanged then.
    pub fn value_and_grad(&self, logits: &mut [f32], target: usize) -> Result<f32, Error> {
        if target >= logits.len() {
            let value = u32::try_from(target).unwrap_or(u32::MAX);
            let allowed = "below the number of classes";
            return Err(Error::Count { field: "target", value, allowed });
        }
        let classes = 0..logits.len();
        self.descend(logits, 1.0, classes.map(|class| if class == target { 1.0 } else { 0.0 }))
    }

    /// The loss against a probability of each class; `logits` become its gradient.
    ///
    /// ```
    /// use thalweg::loss::SoftmaxCrossEntropy;
    /// let mut z = [0.0, 0.0];
    /// SoftmaxCrossEntropy::DEFAULT.value_and_grad_soft(&mut z, &[0.25, 0.75]).unwrap();
    /// assert_eq!(z, [0.25, -0.25]);
    /// ```
    ///
    /// # Errors
    /// As [`backward`](Self::value_and_grad); another number of probabilities than of logits, one that is
    /// not in [0, 1], or a sum that is not 1 within 0.001.
    pub fn value_and_grad_soft(
        &self,
        logits: &mut [f32],
        probabilities: &[f32],
    ) -> Result<f32, Error> {
        let field = "probabilities";
        error::same_length(field, logits.len(), probabilities.len())?;
        if let Some(&value) = probabilities.iter().find(|q| !(**q >= 0.0 && **q <= 1.0)) {
            return Err(Error::OutOfRange { field, value, allowed: "0 to 1" });
        }
        let total: f32 = probabilities.iter().sum();
        if (total - 1.0).abs() > SLACK {
            let (field, allowed) = ("the sum of probabilities", "1 within 0.001");
            return Err(Error::OutOfRange { field, value: total, allowed });
        }
        self.descend(logits, total, probabilities.iter().copied())
    }

    /// The loss against `targets`, which sum to `total`, one for each logit.
    ///
    /// The largest logit is subtracted first, so that no exponential overflows.
    #[inline]
    fn descend(
        self,
        logits: &mut [f32],
        total: f32,
        targets: impl Iterator<Item = f32> + Clone,
    ) -> Result<f32, Error> {
        self.validate()?;
        error::finite("logits", logits)?;
        let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, &z| largest.max(z));
        let spread = total * self.label_smoothing / logits.len() as f32;
        let targets = targets.map(|t| (1.0 - self.label_smoothing) * t + spread);
        let (mut sum, mut missed) = (0.0, 0.0);
        for (z, q) in logits.iter_mut().zip(targets.clone()) {
            missed += q * (largest - *z);
            *z = exp(*z - largest);
            sum += *z;
        }
        let scale = total / sum;
        for (z, q) in logits.iter_mut().zip(targets) {
            *z = *z * scale - q;
        }
        Ok(total * ln(sum) + missed)
    }
}

impl Default for SoftmaxCrossEntropy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn one_class_is_all_the_probability_on_it() {
        let loss = SoftmaxCrossEntropy { label_smoothing: 0.1 };
        let (mut hard, mut soft) = ([3.0, -1.0, 0.5], [3.0, -1.0, 0.5]);
        let value = loss.value_and_grad(&mut hard, 2).unwrap();
        assert_eq!(loss.value_and_grad_soft(&mut soft, &[0.0, 0.0, 1.0]), Ok(value));
        assert_eq!(hard, soft);
    }

    #[test]
    fn bad_targets_are_named_and_nothing_changes() {
        let mut z = [1.0, 2.0];
        let soft = |z: &mut [f32], q: &[f32]| {
            SoftmaxCrossEntropy::DEFAULT.value_and_grad_soft(z, q).unwrap_err().to_string()
        };
        assert_eq!(soft(&mut z, &[1.0]), "probabilities has 1 elements; allowed: exactly 2");
        assert_eq!(soft(&mut z, &[-0.5, 1.5]), "probabilities is -0.5; allowed: 0 to 1");
        assert_eq!(soft(&mut z, &[f32::NAN, 1.0]), "probabilities is NaN; allowed: 0 to 1");
        let sum = soft(&mut z, &[0.75, 0.75]);
        assert_eq!(sum, "the sum of probabilities is 1.5; allowed: 1 within 0.001");
        let error = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 2).unwrap_err().to_string();
        assert_eq!(error, "target is 2; allowed: below the number of classes");
        assert_eq!(z, [1.0, 2.0]);
    }

    #[test]
    fn a_certain_class_underflows_to_a_loss_of_zero() {
        let mut z = [200.0, -200.0];
        assert_eq!(SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 0), Ok(0.0));
        assert_eq!(z, [0.0, 0.0]);
    }
}
