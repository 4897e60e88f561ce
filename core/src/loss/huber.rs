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
        mean(outputs, targets, |y, t, f| huber(y, t, self.delta, f))
    }
}

default!(Huber);

/// f ℓ(d) and f ℓ′(d) with d = y − t.
fn huber(y: f32, t: f32, delta: f32, f: f32) -> (f32, f32) {
    let (d, part) = (y - t, f * y - f * t);
    if d.abs() <= delta {
        (0.5 * part * d, part)
    } else {
        (delta * (part.abs() - 0.5 * f * delta), f * delta.copysign(d))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(d: f32, delta: f32) -> (f32, f32) {
        huber(d, 0.0, delta, 1.0)
    }

    #[test]
    fn the_two_branches_meet_at_delta() {
        for delta in [0.25, 1.0, 3.0] {
            assert_eq!(at(delta, delta), (0.5 * delta * delta, delta));
            assert_eq!(at(-delta, delta), (0.5 * delta * delta, -delta));
            let (above, slope) = at(delta.next_up(), delta);
            assert!((above - 0.5 * delta * delta).abs() < 1e-6 && slope == delta);
        }
        assert_eq!(at(0.0, 1.0), (0.0, 0.0));
    }
}
