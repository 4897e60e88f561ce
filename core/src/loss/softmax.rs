//! p = softmax(z/T), ln p and what they share: the largest logit, the sum, and the rest of it.

use crate::{
    Error, error,
    math::{exp, ln},
};

/// The probabilities of classes, in place of their logits: pᵢ = exp(zᵢ − max z) / Σⱼ exp(zⱼ − max z); together 1, to rounding.
///
/// ```
/// let mut z = [0.0, 1000.0, 1000.0]; // no exponential overflows
/// thalweg::loss::softmax(&mut z).unwrap();
/// assert_eq!(z, [0.0, 0.5, 0.5]);
/// ```
///
/// # Errors
/// A logit that is not finite; nothing is changed then.
pub fn softmax(logits: &mut [f32]) -> Result<(), Error> {
    error::finite("logits", logits)?;
    let p = Softmax::of(logits, 1.0);
    logits.iter_mut().for_each(|z| *z = p.probability(*z));
    Ok(())
}

/// Softmax at a temperature, without a buffer.
#[derive(Clone, Copy)]
pub(super) struct Softmax {
    temperature: f32,
    largest: f32,
    sum: f32,
    /// The sum without the 1 of the largest logit: all of the loss where that is the target.
    rest: f32,
}

impl Softmax {
    /// Of finite logits; the largest is subtracted first, so that no exponential overflows.
    pub(super) fn of(logits: &[f32], temperature: f32) -> Self {
        let largest = largest(logits);
        let (mut sum, mut rest, mut met) = (0.0, 0.0, false);
        for &z in logits {
            let e = exp((z - largest) / temperature);
            sum += e;
            if met || z < largest {
                rest += e;
            } else {
                met = true;
            }
        }
        Self { temperature, largest, sum, rest }
    }

    /// p of a logit.
    pub(super) fn probability(&self, z: f32) -> f32 {
        exp((z - self.largest) / self.temperature) / self.sum
    }

    /// −ln p of a logit: two terms from 0 up, so that nothing cancels near a loss of 0.
    pub(super) fn surprise(&self, z: f32) -> f32 {
        saturated((self.largest - z) / self.temperature + ln_1p(self.rest))
    }
}

/// The largest of finite logits.
pub(super) fn largest(logits: &[f32]) -> f32 {
    logits.iter().fold(f32::NEG_INFINITY, |largest, &z| largest.max(z))
}

/// ln(1 + x) for x from 0 up, right for small x too: the rounding of 1 + x is divided out again.
/// W. Kahan, in the HP-15C Advanced Functions Handbook (1982).
pub(super) fn ln_1p(x: f32) -> f32 {
    let u = 1.0 + x;
    if u == 1.0 { x } else { ln(u) * x / (u - 1.0) }
}

/// A sum of losses that is beyond the largest number, or on the way to it: that number.
pub(super) const fn saturated(x: f32) -> f32 {
    if x < f32::MAX { x } else { f32::MAX }
}

/// `share` of the way from `z` up to `largest`, which may itself be longer than the largest number. 0 times
/// anything is 0.
pub(super) fn share_of_distance(share: f32, largest: f32, z: f32) -> f32 {
    let distance = largest - z;
    if distance.is_finite() {
        share * distance
    } else {
        saturated(2.0 * (share * (0.5 * largest - 0.5 * z)))
    }
}
