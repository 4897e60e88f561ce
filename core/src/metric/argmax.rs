//! argmax z: the first of the largest.

/// The number of the largest value, the first of equals; `None` of none, or if one is NaN.
///
/// ```
/// use thalweg::metric::argmax;
/// assert_eq!(argmax(&[0.5, 2.0, 2.0]), Some(1));
/// assert_eq!(argmax(&[0.5, f32::NAN]), None);
/// ```
#[must_use]
pub fn argmax(values: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (index, &value) in crate::numbered::numbered(values) {
        if value.is_nan() {
            return None;
        }
        if best.is_none_or(|(_, largest)| value > largest) {
            best = Some((index, value));
        }
    }
    best.map(|(index, _)| index)
}
