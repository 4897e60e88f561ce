//! argmax z, in integers.

use super::Q;
use crate::numbered::numbered;

/// The number of the largest value, the first of equals; `None` of none.
///
/// ```
/// use thalweg::fixed::{Activation, metric::argmax};
/// assert_eq!(argmax(&[-3, 2, 2].map(Activation::<11>::from_bits)), Some(1));
/// assert_eq!(argmax::<i16, 11>(&[]), None);
/// ```
#[must_use]
pub fn argmax<T: Copy + Ord, const F: u32>(values: &[Q<T, F>]) -> Option<usize> {
    let mut best: Option<(usize, T)> = None;
    for (index, value) in numbered(values) {
        if best.is_none_or(|(_, largest)| value.0 > largest) {
            best = Some((index, value.0));
        }
    }
    best.map(|(index, _)| index)
}
