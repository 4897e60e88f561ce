//! n(t, p): how often a sample of class t was taken for class p.
//!
//! accuracy = Σ n(c, c) / Σ n;  recall(c) = n(c, c) / Σₚ n(c, p);  precision(c) = n(c, c) / Σₜ n(t, c).

use super::argmax;
use crate::{Error, error};

/// Counts of `C` classes.
///
/// ```
/// use thalweg::metric::ConfusionMatrix;
/// let mut matrix = ConfusionMatrix::<2>::new();
/// matrix.push(0, 0).unwrap();
/// matrix.push(0, 1).unwrap();
/// matrix.push_outputs(1, &[-1.0, 3.0]).unwrap();
/// assert_eq!((matrix.samples(), matrix.accuracy()), (3, Some(2.0 / 3.0)));
/// assert_eq!((matrix.recall(0), matrix.precision(1)), (Some(0.5), Some(0.5)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ConfusionMatrix<const C: usize> {
    pub(super) counts: [[u32; C]; C],
}

impl<const C: usize> ConfusionMatrix<C> {
    /// Of no sample; all zeros, so that a `static` of it takes no flash.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: [[0; C]; C] }
    }

    /// Counts a sample of class `target` that was taken for `predicted`.
    ///
    /// # Errors
    /// One of them is no class; nothing is counted then.
    pub fn push(&mut self, target: usize, predicted: usize) -> Result<(), Error> {
        error::class("predicted", predicted, C)?;
        error::class("target", target, C)?;
        let row = self.counts.get_mut(target).and_then(|row| row.get_mut(predicted));
        if let Some(count) = row {
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    /// Counts a sample of class `target` with what the model gave for it: logits, or probabilities.
    ///
    /// # Errors
    /// Another number of outputs than of classes, one that is not finite, `target` no class; nothing is counted then.
    pub fn push_outputs(&mut self, target: usize, outputs: &[f32]) -> Result<(), Error> {
        error::same_length("outputs", C, outputs.len())?;
        error::finite("outputs", outputs)?;
        self.push(target, argmax(outputs).unwrap_or(C))
    }

    /// n(t, p), a row for each class t.
    #[must_use]
    pub const fn counts(&self) -> &[[u32; C]; C] {
        &self.counts
    }

    /// How many samples were counted.
    #[must_use]
    pub fn samples(&self) -> u32 {
        self.counts.iter().flatten().fold(0, |sum: u32, count| sum.saturating_add(*count))
    }

    /// The share that was told rightly; `None` of no sample.
    #[must_use]
    pub fn accuracy(&self) -> Option<f32> {
        let right = (0..C).map(|class| self.at(class, class));
        share(right.fold(0, u32::saturating_add), self.samples())
    }

    /// The share of the samples of this class that was told rightly; `None` if there was none.
    #[must_use]
    pub fn recall(&self, class: usize) -> Option<f32> {
        let all = (0..C).map(|predicted| self.at(class, predicted));
        share(self.at(class, class), all.fold(0, u32::saturating_add))
    }

    /// The share of what was taken for this class that is of it; `None` if nothing was.
    #[must_use]
    pub fn precision(&self, class: usize) -> Option<f32> {
        let all = (0..C).map(|target| self.at(target, class));
        share(self.at(class, class), all.fold(0, u32::saturating_add))
    }

    fn at(&self, target: usize, predicted: usize) -> u32 {
        self.counts.get(target).and_then(|row| row.get(predicted)).copied().unwrap_or_default()
    }
}

impl<const C: usize> Default for ConfusionMatrix<C> {
    fn default() -> Self {
        Self::new()
    }
}

fn share(part: u32, whole: u32) -> Option<f32> {
    (whole > 0).then(|| part as f32 / whole as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn what_is_no_class_is_refused_and_not_counted() {
        let mut matrix = ConfusionMatrix::<3>::new();
        assert_eq!((matrix.accuracy(), matrix.recall(1), matrix.precision(7)), (None, None, None));
        let error = matrix.push(3, 0).unwrap_err().to_string();
        assert_eq!(error, "target is 3; allowed: below the number of classes");
        let error = matrix.push_outputs(0, &[0.0, f32::NAN, 0.0]).unwrap_err().to_string();
        assert_eq!(error, "outputs[1] is NaN or infinite; allowed: finite");
        assert_eq!(matrix, ConfusionMatrix::new());
        for (target, predicted) in [(0, 0), (0, 0), (0, 2), (1, 2), (2, 2)] {
            matrix.push(target, predicted).unwrap();
        }
        assert_eq!(matrix.counts(), &[[2, 0, 1], [0, 0, 1], [0, 0, 1]]);
        assert_eq!(matrix.accuracy(), Some(0.6));
        assert_eq!((matrix.recall(1), matrix.precision(1)), (Some(0.0), None));
        assert_eq!(matrix.precision(2), Some(1.0 / 3.0));
    }
}
