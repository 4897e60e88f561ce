//! L = −ln softmax(z)_k;  ∂L/∂z = softmax(z) − onehot(k).

use crate::{
    Error,
    math::{Libm, Math},
};

/// Softmax cross-entropy of one sample; `logits` become the gradient with respect to them.
///
/// Returns the loss in nats. The largest logit is subtracted first, so that no exponential
/// overflows.
///
/// # Errors
/// `target` is not a class, or a logit is not finite; `logits` are unchanged then.
///
/// ```
/// use thalweg::loss::softmax_cross_entropy;
/// let mut z = [0.0, 0.0];
/// let loss = softmax_cross_entropy(&mut z, 1).unwrap();
/// assert!((loss - 2f32.ln()).abs() < 1e-7);
/// assert_eq!(z, [0.5, -0.5]);
/// ```
pub fn softmax_cross_entropy(logits: &mut [f32], target: usize) -> Result<f32, Error> {
    let Some(&answered) = logits.get(target) else {
        let value = u32::try_from(target).unwrap_or(u32::MAX);
        return Err(Error::Count {
            field: "target",
            value,
            allowed: "below the number of classes",
        });
    };
    if let Some(index) = logits.iter().position(|z| !z.is_finite()) {
        return Err(Error::NotFinite { what: "logits", index });
    }
    let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, &z| largest.max(z));
    let mut sum = 0.0;
    for z in logits.iter_mut() {
        *z = Libm::exp(*z - largest);
        sum += *z;
    }
    let scale = 1.0 / sum;
    for (class, z) in logits.iter_mut().enumerate() {
        *z = *z * scale - if class == target { 1.0 } else { 0.0 };
    }
    Ok(Libm::ln(sum) - (answered - largest))
}
