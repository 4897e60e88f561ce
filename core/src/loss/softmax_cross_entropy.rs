//! L = −Σ q(c) ln p(c) with p = softmax(z);  ∂L/∂z = p Σ q − q.
//!
//! q is the target t with (1 − s) of its weight, plus s/C on every one of the C classes: label
//! smoothing of C. Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7, as in
//! PyTorch. t is one class, or a probability of each: what mixup makes of two samples.

use super::softmax::{largest, ln_1p, saturated, share_of_distance};
use crate::words::words;
use crate::{Error, config::config, default, error, math::exp, numbered::numbered};

config! {
    /// Softmax cross-entropy of one sample, in nats.
    ///
    /// ```
    /// use thalweg::loss::SoftmaxCrossEntropy;
    /// let mut z = [0.0, 0.0];
    /// let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1).unwrap();
    /// assert!((loss - 2f32.ln()).abs() < 1e-7);
    /// assert_eq!(z, [0.5, -0.5]);
    ///
    /// // A class that takes no part, without label smoothing: its share and its gradient are 0.
    /// let mut masked = [0.0, 0.0, f32::MIN];
    /// SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut masked, 1).unwrap();
    /// assert_eq!(masked, [0.5, -0.5, 0.0]);
    /// ```
    pub struct SoftmaxCrossEntropy {
        /// s in [0, 1): how much of the target is spread over all classes.
        pub label_smoothing: f32,
    }
}

words! { struct SoftmaxCrossEntropy { label_smoothing } }

/// How far the sum of probabilities may be from 1.
const SLACK: f32 = 1e-3;

impl SoftmaxCrossEntropy {
    /// No label smoothing.
    pub const DEFAULT: Self = Self { label_smoothing: 0.0 };

    pub(crate) const fn validate(self) -> Result<(), Error> {
        error::decay_rate("label_smoothing", self.label_smoothing)
    }

    /// The loss; `logits` become its gradient with respect to them.
    ///
    /// `target` is the class, or `None` for a sample that does not count: its loss and gradient are 0, and the
    /// mean of a batch leaves it out of its number (PyTorch's `ignore_index`).
    ///
    /// ```
    /// use thalweg::loss::SoftmaxCrossEntropy;
    /// let mut z = [3.0, -1.0];
    /// assert_eq!(SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, None), Ok(0.0));
    /// assert_eq!(z, [0.0, 0.0]);
    /// ```
    ///
    /// # Errors
    /// `label_smoothing` out of range, `target` not a class, a logit not finite; `logits` are
    /// unchanged then.
    pub fn value_and_grad(
        &self,
        logits: &mut [f32],
        target: impl Into<Option<usize>>,
    ) -> Result<f32, Error> {
        self.hard(logits, target.into(), |_| 1.0)
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
    /// As [`value_and_grad`](Self::value_and_grad); another number of probabilities than of logits, one that is
    /// not in [0, 1], or a sum that is not 1 within 0.001.
    pub fn value_and_grad_soft(
        &self,
        logits: &mut [f32],
        probabilities: &[f32],
    ) -> Result<f32, Error> {
        self.soft(logits, probabilities, |_| 1.0)
    }

    /// The same with a weight for each class: see [`WeightedSoftmaxCrossEntropy`].
    #[must_use]
    pub const fn weighted(self, class_weights: &[f32]) -> WeightedSoftmaxCrossEntropy<'_> {
        WeightedSoftmaxCrossEntropy { loss: self, class_weights }
    }

    fn hard(
        self,
        logits: &mut [f32],
        target: Option<usize>,
        weight: impl Fn(usize) -> f32 + Copy,
    ) -> Result<f32, Error> {
        let Some(target) = target else {
            self.check(logits)?;
            logits.fill(0.0);
            return Ok(0.0);
        };
        check_target(target, logits.len())?;
        let classes = 0..logits.len();
        let targets = classes.map(|class| if class == target { 1.0 } else { 0.0 });
        self.descend(logits, 1.0, targets, weight)
    }

    fn soft(
        self,
        logits: &mut [f32],
        probabilities: &[f32],
        weight: impl Fn(usize) -> f32 + Copy,
    ) -> Result<f32, Error> {
        let field = "probabilities";
        error::same_length(field, logits.len(), probabilities.len())?;
        probabilities.iter().try_for_each(|&q| error::share(field, q))?;
        let total: f32 = probabilities.iter().sum();
        if (total - 1.0).abs() > SLACK {
            let (field, allowed) = ("the sum of probabilities", "1 within 0.001");
            return Err(Error::OutOfRange { field, value: total, allowed });
        }
        self.descend(logits, total, probabilities.iter().copied(), weight)
    }

    fn check(self, logits: &[f32]) -> Result<(), Error> {
        self.validate()?;
        error::finite("logits", logits)
    }

    /// The loss against `targets`, which sum to `total`, one for each logit, each class times its weight.
    ///
    /// The largest logit is subtracted first, so that no exponential overflows. Its own exponential is 1: the
    /// logarithm of the sum is taken from the rest of it, so that a loss near 0 keeps its digits.
    #[inline]
    fn descend(
        self,
        logits: &mut [f32],
        total: f32,
        targets: impl Iterator<Item = f32> + Clone,
        weight: impl Fn(usize) -> f32 + Copy,
    ) -> Result<f32, Error> {
        self.check(logits)?;
        let largest = largest(logits);
        let spread = total * self.label_smoothing / logits.len() as f32;
        let smoothed = targets.map(|t| (1.0 - self.label_smoothing) * t + spread);
        let targets = numbered(smoothed).map(|(class, q)| weight(class) * q);
        let (mut sum, mut rest, mut missed, mut weights) = (0.0, 0.0, 0.0, 0.0);
        let mut met = false;
        for (z, q) in logits.iter_mut().zip(targets.clone()) {
            missed += share_of_distance(q, largest, *z);
            weights += q;
            let is_first_largest = !met && *z >= largest;
            met |= is_first_largest;
            *z = exp(*z - largest);
            sum += *z;
            rest += if is_first_largest { 0.0 } else { *z };
        }
        let scale = weights / sum;
        for (z, q) in logits.iter_mut().zip(targets) {
            *z = *z * scale - q;
        }
        Ok(saturated(weights * ln_1p(rest) + missed))
    }
}

/// [`SoftmaxCrossEntropy`] whose classes count differently: PyTorch's `weight`.
///
/// L = −Σ w(c) q(c) ln p(c);  ∂L/∂z = p Σ w q − w q. PyTorch's mean of a batch divides by the sum of the weights
/// of its targets, not by its number: so do you, if its figures are to be met. A class of weight 0 is
/// no target; to take one out of the softmax as well, give it the logit `-f32::MAX`.
///
/// ```
/// use thalweg::loss::SoftmaxCrossEntropy;
/// let rare_counts_thrice = SoftmaxCrossEntropy::DEFAULT.weighted(&[1.0, 3.0]);
/// let mut z = [0.0, 0.0];
/// let loss = rare_counts_thrice.value_and_grad(&mut z, 1).unwrap();
/// assert!((loss - 3.0 * 2f32.ln()).abs() < 1e-6);
/// assert_eq!(z, [1.5, -1.5]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WeightedSoftmaxCrossEntropy<'w> {
    loss: SoftmaxCrossEntropy,
    class_weights: &'w [f32],
}

impl WeightedSoftmaxCrossEntropy<'_> {
    /// The loss; `logits` become its gradient: see [`SoftmaxCrossEntropy::value_and_grad`].
    ///
    /// # Errors
    /// As there; another number of weights than of logits, one that is negative or not finite.
    pub fn value_and_grad(
        &self,
        logits: &mut [f32],
        target: impl Into<Option<usize>>,
    ) -> Result<f32, Error> {
        self.check(logits)?;
        self.loss.hard(logits, target.into(), |class| self.weight(class))
    }

    /// The loss against a probability of each class; `logits` become its gradient: see
    /// [`SoftmaxCrossEntropy::value_and_grad_soft`].
    ///
    /// # Errors
    /// As there; another number of weights than of logits, one that is negative or not finite.
    pub fn value_and_grad_soft(
        &self,
        logits: &mut [f32],
        probabilities: &[f32],
    ) -> Result<f32, Error> {
        self.check(logits)?;
        self.loss.soft(logits, probabilities, |class| self.weight(class))
    }

    fn check(&self, logits: &[f32]) -> Result<(), Error> {
        error::same_length("class_weights", logits.len(), self.class_weights.len())?;
        let sum = self.class_weights.iter().try_fold(0.0, |sum, &weight| {
            error::non_negative("class_weights", weight).map(|()| sum + weight)
        })?;
        // Their sum is what the gradient is multiplied by.
        error::non_negative("the sum of class_weights", sum)
    }

    fn weight(&self, class: usize) -> f32 {
        self.class_weights.get(class).copied().unwrap_or(0.0)
    }
}

/// `target` is one of `classes` classes.
pub(crate) fn check_target(target: usize, classes: usize) -> Result<(), Error> {
    if target < classes {
        return Ok(());
    }
    let value = u32::try_from(target).unwrap_or(u32::MAX);
    Err(Error::Count { field: "target", value, allowed: "below the number of classes" })
}

default!(SoftmaxCrossEntropy);

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
        assert_eq!(soft(&mut z, &[-0.5, 1.5]), "probabilities is -0.5; allowed: from 0 to 1");
        assert_eq!(soft(&mut z, &[f32::NAN, 1.0]), "probabilities is NaN; allowed: from 0 to 1");
        let sum = soft(&mut z, &[0.75, 0.75]);
        assert_eq!(sum, "the sum of probabilities is 1.5; allowed: 1 within 0.001");
        let error = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 2).unwrap_err().to_string();
        assert_eq!(error, "target is 2; allowed: below the number of classes");
        assert_eq!(z, [1.0, 2.0]);
    }

    #[test]
    fn a_small_loss_keeps_its_digits() {
        for (z, expected) in
            [(10.0, 4.539_889_9e-5), (20.0, 2.061_153_6e-9), (80.0, 1.804_851_4e-35)]
        {
            let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut [z, 0.0], 0).unwrap();
            assert!((loss / expected - 1.0).abs() < 1e-6, "{z}: {loss}");
        }
    }

    #[test]
    fn nothing_times_the_longest_distance_is_nothing() {
        let mut z = [-3e38, 3e38];
        assert_eq!(SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1), Ok(0.0));
        let mut z = [-3e38, 3e38];
        let smoothed = SoftmaxCrossEntropy { label_smoothing: 0.1 };
        let loss = smoothed.value_and_grad(&mut z, 1).unwrap();
        assert!((loss / 3e37 - 1.0).abs() < 1e-6, "{loss}");
        let mut z = [-f32::MAX, 1.0, 1.0]; // the first class is masked
        let loss = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 1).unwrap();
        assert!((loss - 2_f32.ln()).abs() < 1e-6);
        assert_eq!(z, [0.0, -0.5, 0.5]);
    }

    #[test]
    fn weights_are_those_of_pytorch() {
        // torch.nn.functional.cross_entropy(z, t, weight=w, label_smoothing=0.1, reduction="sum")
        let (w, z) = ([0.5_f64, 2.0, 1.0], [0.3_f64, -1.2, 2.0]);
        let sum: f64 = z.iter().map(|z| z.exp()).sum();
        let log = z.map(|z| z - sum.ln());
        let smooth: f64 = log.iter().zip(w).map(|(log, w)| -w * log).sum();
        let expected = 0.9 * -w[1] * log[1] + 0.1 / 3.0 * smooth;
        let loss = SoftmaxCrossEntropy { label_smoothing: 0.1 };
        let weights = w.map(|w| w as f32);
        let mut gradient = z.map(|z| z as f32);
        let found = loss.weighted(&weights).value_and_grad(&mut gradient, 1).unwrap();
        assert!((f64::from(found) / expected - 1.0).abs() < 1e-6, "{found} for {expected}");
        let mut soft = z.map(|z| z as f32);
        let again = loss.weighted(&weights).value_and_grad_soft(&mut soft, &[0.0, 1.0, 0.0]);
        assert_eq!((again, soft), (Ok(found), gradient));
        let mut plain = z.map(|z| z as f32);
        let mut equal = plain;
        let wanted = loss.value_and_grad(&mut plain, 1);
        assert_eq!(loss.weighted(&[1.0; 3]).value_and_grad(&mut equal, 1), wanted);
        assert_eq!(plain, equal);
        let refused = |weights: &[f32]| {
            let z = &mut [0.0; 3];
            loss.weighted(weights).value_and_grad(z, 1).unwrap_err().to_string()
        };
        assert_eq!(refused(&[1.0]), "class_weights has 1 elements; allowed: exactly 3");
        let wanted = "class_weights is -1; allowed: finite and at least 0";
        assert_eq!(refused(&[1.0, -1.0, 1.0]), wanted);
    }

    #[test]
    fn a_certain_class_underflows_to_a_loss_of_zero() {
        let mut z = [200.0, -200.0];
        assert_eq!(SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut z, 0), Ok(0.0));
        assert_eq!(z, [0.0, 0.0]);
    }
}
