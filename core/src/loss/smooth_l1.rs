//! L = 1/n Σ ℓ(y − t);  ℓ(d) = ½ d²/β while |d| < β, then |d| − ½ β;  ℓ′(d) = d/β, clamped to ±1.
//!
//! R. Girshick, "Fast R-CNN" (2015), equation 3 (β = 1), as in PyTorch: Huber's loss over β, so that
//! the slope far from the target is 1 whatever β is.

use super::{mean::mean, mean_absolute_error::sign};
use crate::words::words;
use crate::{Error, config::config, default, error};

config! {
    /// The absolute error of one sample with its corner rounded off.
    ///
    /// ```
    /// use thalweg::loss::SmoothL1;
    /// let mut y = [1.0, -3.0];
    /// assert_eq!(SmoothL1 { beta: 2.0 }.value_and_grad(&mut y, &[0.0, 0.0]), Ok((0.25 + 2.0) / 2.0));
    /// assert_eq!(y, [0.25, -0.5]);
    /// ```
    pub struct SmoothL1 {
        /// β, at least 0: where the parabola ends; 0 is the absolute error itself.
        pub beta: f32,
    }
}

words! { struct SmoothL1 { beta } }

impl SmoothL1 {
    /// β = 1.
    pub const DEFAULT: Self = Self { beta: 1.0 };

    pub(crate) const fn validate(self) -> Result<(), Error> {
        error::non_negative("beta", self.beta)
    }

    /// The loss; `outputs` become its gradient with respect to them.
    ///
    /// # Errors
    /// `beta` out of range, no output, another number of targets, a value not finite; `outputs` are
    /// unchanged then.
    pub fn value_and_grad(&self, outputs: &mut [f32], targets: &[f32]) -> Result<f32, Error> {
        self.validate()?;
        mean(outputs, targets, |y, t, f| smooth(y, t, self.beta, f))
    }
}

default!(SmoothL1);

/// f ℓ(d) and f ℓ′(d) with d = y − t.
fn smooth(y: f32, t: f32, beta: f32, f: f32) -> (f32, f32) {
    let (d, part) = (y - t, f * y - f * t);
    if d.abs() < beta {
        let (loss, share) = (0.5 * part * d, part / beta);
        // The square of a large difference is beyond the largest number, its share may not be.
        (if loss.is_finite() { loss / beta } else { 0.5 * d * share }, share)
    } else {
        (part.abs() - 0.5 * f * beta, f * sign(d))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(d: f32, beta: f32) -> (f32, f32) {
        smooth(d, 0.0, beta, 1.0)
    }

    #[test]
    fn the_two_branches_meet_at_beta() {
        assert_eq!(at(2.0, 2.0), (1.0, 1.0));
        let (below, slope) = at(2.0_f32.next_down(), 2.0);
        assert!((below - 1.0).abs() < 1e-6 && (slope - 1.0).abs() < 1e-6);
    }

    #[test]
    fn without_beta_it_is_the_absolute_error() {
        assert_eq!(at(-3.0, 0.0), (3.0, -1.0));
        assert_eq!(at(0.0, 0.0), (0.0, 0.0));
    }
}
