//! z = (x − mean) / deviation, from the statistics of the data a model was pre-trained on.

/// Shifts and scales `N` features.
///
/// ```
/// use thalweg::data::Normalizer;
/// let normalizer = Normalizer { mean: [1.0], scale: [0.5] };
/// assert_eq!(normalizer.apply(&[5.0]), [2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Normalizer<const N: usize> {
    /// The mean of each feature.
    pub mean: [f32; N],
    /// 1 / standard deviation of each feature.
    pub scale: [f32; N],
}

impl<const N: usize> Normalizer<N> {
    /// (x − mean) · scale; beyond the largest number, that.
    #[must_use]
    pub fn apply(&self, x: &[f32; N]) -> [f32; N] {
        let mut z = *x;
        for ((z, mean), scale) in z.iter_mut().zip(&self.mean).zip(&self.scale) {
            *z = ((*z - mean) * scale).clamp(f32::MIN, f32::MAX);
        }
        z
    }
}
