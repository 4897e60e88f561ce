//! L = max(‖a − p‖ − ‖a − n‖ + m, 0);  ∂L/∂a = u − v, ∂L/∂p = −u, ∂L/∂n = v, u and v the directions from p and n to a.
//!
//! F. Schroff et al., "`FaceNet`: A Unified Embedding for Face Recognition and Clustering" (2015), equation 3, with the
//! distances of PyTorch's `TripletMarginLoss`, but without the 1e-6 that it adds to every difference: where two are the
//! same the direction is 0. m = 1 is PyTorch's default.

use crate::{Error, config::config, default, error, math::Norm};

config! {
    /// The triplet loss of three embeddings: an anchor, one of its own class, one of another.
    ///
    /// ```
    /// use thalweg::loss::Triplet;
    /// let (mut anchor, mut positive, mut negative) = ([0.0, 0.0], [0.0, 3.0], [1.0, 0.0]);
    /// let loss = Triplet::DEFAULT.value_and_grad(&mut anchor, &mut positive, &mut negative).unwrap();
    /// assert_eq!(loss, 3.0 - 1.0 + 1.0);
    /// assert_eq!((anchor, positive, negative), ([1.0, -1.0], [0.0, 1.0], [-1.0, 0.0]));
    /// ```
    pub struct Triplet {
        /// m above 0: by how much farther the other class has to be.
        pub margin: f32,
    }
}

impl Triplet {
    /// m = 1.
    pub const DEFAULT: Self = Self { margin: 1.0 };

    const fn validate(self) -> Result<(), Error> {
        error::positive("margin", self.margin)
    }

    /// The loss; each embedding becomes the gradient with respect to it.
    ///
    /// # Errors
    /// `margin` out of range, embeddings of different lengths, a value not finite; nothing is changed then.
    pub fn value_and_grad(
        &self,
        anchor: &mut [f32],
        positive: &mut [f32],
        negative: &mut [f32],
    ) -> Result<f32, Error> {
        self.validate()?;
        error::same_length("positive", anchor.len(), positive.len())?;
        error::same_length("negative", anchor.len(), negative.len())?;
        error::finite("anchor", anchor)?;
        error::finite("positive", positive)?;
        error::finite("negative", negative)?;
        let (near, far) = (distance(anchor, positive), distance(anchor, negative));
        let loss = (near - far + self.margin).clamp(0.0, f32::MAX);
        let direction = |way: f32, length: f32| {
            if loss > 0.0 && length > 0.0 { way / length } else { 0.0 }
        };
        for ((a, p), n) in anchor.iter_mut().zip(positive).zip(negative) {
            let (u, v) = (direction(way(*a, *p), near), direction(way(*a, *n), far));
            (*a, *p, *n) = (u - v, -u, v);
        }
        Ok(loss)
    }
}

/// a − b, at most the largest number: divided by a length that is at most that, too, it is no more than 1.
fn way(a: f32, b: f32) -> f32 {
    (a - b).clamp(f32::MIN, f32::MAX)
}

/// ‖a − b‖, at most the largest number, though its square may be out of range.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    Norm::l2(a.iter().zip(b).map(|(a, b)| way(*a, *b))).value()
}

default!(Triplet);

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let triplet = Triplet { margin: 0.7 };
        let at = [[0.3, -0.8, 1.2], [0.9, 0.1, 0.4], [-0.2, -0.3, 1.0]];
        let value = |at: [[f32; 3]; 3]| {
            let [mut a, mut p, mut n] = at;
            let loss = triplet.value_and_grad(&mut a, &mut p, &mut n).unwrap();
            (loss, [a, p, n])
        };
        let (loss, gradient) = value(at);
        assert!(loss > 0.1);
        for i in 0..9 {
            let moved = |by: f32| {
                let mut moved = at;
                moved[i / 3][i % 3] += by;
                value(moved).0
            };
            let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((slope - gradient[i / 3][i % 3]).abs() < 1e-3, "{i}: {slope}");
        }
    }

    #[test]
    fn far_enough_is_no_loss_and_no_gradient() {
        let (mut a, mut p, mut n) = ([0.0, 0.0], [0.0, 0.0], [5.0, 0.0]);
        assert_eq!(Triplet::DEFAULT.value_and_grad(&mut a, &mut p, &mut n), Ok(0.0));
        assert_eq!([a, p, n], [[0.0; 2]; 3]);
        // All the same: the margin, and no direction.
        assert_eq!(Triplet::DEFAULT.value_and_grad(&mut a, &mut p, &mut n), Ok(1.0));
        assert_eq!([a, p, n], [[0.0; 2]; 3]);
        let error = Triplet::DEFAULT.value_and_grad(&mut a, &mut [0.0], &mut n).unwrap_err();
        assert_eq!(error.to_string(), "positive has 1 elements; allowed: exactly 2");
    }
}
