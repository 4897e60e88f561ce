//! z = (x − mean) / deviation, from the statistics of the data a model was pre-trained on.

use crate::{Error, error};

/// Shifts and scales `N` features.
///
/// ```
/// use thalweg::{data::Normalizer, valid};
/// const NORMALIZER: Normalizer<1> = valid!(Normalizer::new([1.0], [0.5]));
/// assert_eq!(NORMALIZER.apply(&[5.0]), [2.0]);
/// let error = Normalizer::new([1.0], [1.0 / 0.0]).unwrap_err(); // of a feature without a deviation
/// assert_eq!(error.to_string(), "scale is inf; allowed: finite and at least 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Normalizer<const N: usize> {
    /// The mean of each feature, finite.
    pub mean: [f32; N],
    /// 1 / standard deviation of each feature, finite and at least 0; 0 leaves a feature out.
    pub scale: [f32; N],
}

impl<const N: usize> Normalizer<N> {
    /// Of these means and scales.
    ///
    /// # Errors
    /// A mean that is not finite, a scale that is not finite and at least 0.
    pub const fn new(mean: [f32; N], scale: [f32; N]) -> Result<Self, Error> {
        error::validated!(Self { mean, scale })
    }

    /// Whether its numbers are in their ranges: [`new`](Self::new) looks, the fields do not.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub const fn validate(&self) -> Result<(), Error> {
        error::check!(error::all_finite("mean", &self.mean));
        let mut scales = self.scale.as_slice();
        while let Some((&scale, rest)) = scales.split_first() {
            error::check!(error::non_negative("scale", scale));
            scales = rest;
        }
        Ok(())
    }

    /// (x − mean) · scale; beyond the largest number, that. NaN of an x that is NaN, or of numbers that
    /// [`validate`](Self::validate) refuses.
    #[must_use]
    pub fn apply(&self, x: &[f32; N]) -> [f32; N] {
        let mut z = *x;
        for ((z, mean), scale) in z.iter_mut().zip(&self.mean).zip(&self.scale) {
            *z = ((*z - mean) * scale).clamp(f32::MIN, f32::MAX);
        }
        z
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn numbers_that_would_make_nan_are_named() {
        const { assert!(Normalizer::new([0.0; 2], [1.0, f32::NAN]).is_err()) };
        for (mean, scale, wanted) in [
            ([0.0, f32::NAN], [1.0; 2], "mean[1] is NaN or infinite; allowed: finite"),
            ([f32::INFINITY, 0.0], [1.0; 2], "mean[0] is NaN or infinite; allowed: finite"),
            ([0.0; 2], [1.0, f32::NAN], "scale is NaN; allowed: finite and at least 0"),
            ([0.0; 2], [1.0 / 0.0, 1.0], "scale is inf; allowed: finite and at least 0"),
            ([0.0; 2], [-1.0, 1.0], "scale is -1; allowed: finite and at least 0"),
        ] {
            assert_eq!(Normalizer::new(mean, scale).unwrap_err().to_string(), wanted);
        }
        let normalizer = Normalizer::new([1.0, 0.0], [0.0, f32::MAX]).unwrap();
        assert_eq!(normalizer.apply(&[3.0, f32::MAX]), [0.0, f32::MAX]);
    }
}
