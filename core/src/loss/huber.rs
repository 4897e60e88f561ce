//! L = 1/n Σ ℓ(y − t);  ℓ(d) = ½ d² while |d| ≤ δ, then δ (|d| − ½ δ);  ℓ′(d) = d, clamped to ±δ.
//!
//! P. J. Huber, "Robust Estimation of a Location Parameter" (1964), in PyTorch's and Optax'
//! convention. Near the target it is least squares, far from it the absolute error times δ; so δ is
//! the error, in the target's unit, from which a sample counts as an outlier. 1 is everybody's default.

use super::mean::mean;
use crate::words::words;
use crate::{Error, config::config, default, error};

config! {
    /// Huber's loss of one sample.
    ///
    /// ```
    /// use thalweg::loss::Huber;
    /// let mut y = [0.5, 3.0];
    /// assert_eq!(Huber::DEFAULT.value_and_grad(&mut y, &[0.0, 0.0]), Ok((0.125 + 2.5) / 2.0));
    /// assert_eq!(y, [0.25, 0.5]);
    /// ```
    pub struct Huber {
        /// δ above 0: where the parabola ends.
        pub delta: f32,
    }
}

words! { struct Huber { delta } }

impl Huber {
    /// δ = 1.
    pub const DEFAULT: Self = Self { delta: 1.0 };

    pub(crate) const fn validate(self) -> Result<(), Error> {
        error::positive("delta", self.delta)
    }

    /// The loss; `outputs` become its gradient with respect to them.
    ///
    /// # Errors
    /// `delta` out of range, no output, another number of targets, a value not finite; `outputs` are
    /// unchanged then.
    pub fn value_and_grad(&self, outputs: &mut [f32], targets: &[f32]) -> Result<f32, Error> {
        self.validate()?;
        mean(outputs, targets, |y, t| huber(y - t, self.delta))
    }
}

default!(Huber);

/// ℓ(d) and ℓ′(d).
pub(super) const fn huber(d: f32, delta: f32) -> (f32, f32) {
    if d.abs() <= delta {
        (0.5 * d * d, d)
    } else {
        (delta * (d.abs() - 0.5 * delta), delta.copysign(d))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_branches_meet_at_delta() {
        for delta in [0.25, 1.0, 3.0] {
            assert_eq!(huber(delta, delta), (0.5 * delta * delta, delta));
            assert_eq!(huber(-delta, delta), (0.5 * delta * delta, -delta));
            let (above, slope) = huber(delta.next_up(), delta);
            assert!((above - 0.5 * delta * delta).abs() < 1e-6 && slope == delta);
        }
        assert_eq!(huber(0.0, 1.0), (0.0, 0.0));
    }
}
