//! mean ← mean + (x − mean) / n;  M₂ ← M₂ + (x − mean before) (x − mean after);  variance = M₂ / n.
//!
//! B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products" (1962); D. E. Knuth,
//! "The Art of Computer Programming", volume 2, 4.2.2. scikit-learn's `StandardScaler.partial_fit` computes the
//! same: the population's variance, a scale of 1 for a feature that never changes.

use crate::{Error, error, math::sqrt};

/// Mean and deviation of features, sample by sample, without keeping the samples. `S` is the memory: `[f32; N]`
/// inside, or `&mut [f32]`, lent and of a length known at run time.
///
/// ```
/// use thalweg::data::RunningStatistics;
/// let mut statistics = RunningStatistics::<[f32; 2]>::new();
/// for x in [[1.0, 7.0], [2.0, 7.0], [6.0, 7.0]] {
///     statistics.push(&x).unwrap();
/// }
/// assert_eq!(statistics.mean(), [3.0, 7.0]);
/// let mut x = [3.0, 8.0];
/// statistics.normalize(&mut x).unwrap();
/// assert_eq!(x, [0.0, 1.0]); // a feature that never changed is only shifted
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RunningStatistics<S> {
    pub(super) mean: S,
    pub(super) squares: S,
    pub(super) count: u32,
}

/// What a [`RunningStatistics`] keeps between samples, besides its two vectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RunningStatisticsState {
    /// How many samples there were.
    pub count: u32,
}

impl<const N: usize> RunningStatistics<[f32; N]> {
    /// Statistics of no sample; all zeros, so that a `static` of them takes no flash.
    #[must_use]
    pub const fn new() -> Self {
        Self { mean: [0.0; N], squares: [0.0; N], count: 0 }
    }
}

impl<const N: usize> Default for RunningStatistics<[f32; N]> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'m> RunningStatistics<&'m mut [f32]> {
    /// The same over memory that is lent and cleared, as long for the means as for the squares.
    ///
    /// # Errors
    /// The two differ in length.
    pub fn lend(mean: &'m mut [f32], squares: &'m mut [f32]) -> Result<Self, Error> {
        error::same_length("squares", mean.len(), squares.len())?;
        mean.fill(0.0);
        squares.fill(0.0);
        Ok(Self { mean, squares, count: 0 })
    }
}

impl<S> RunningStatistics<S> {
    /// How many samples there were.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// What is kept between samples, besides [`mean`](Self::mean) and [`squares`](Self::squares).
    #[must_use]
    pub const fn state(&self) -> RunningStatisticsState {
        RunningStatisticsState { count: self.count }
    }
}

impl<S: AsRef<[f32]>> RunningStatistics<S> {
    /// The mean of each feature; 0 before the first sample.
    #[must_use]
    pub fn mean(&self) -> &[f32] {
        self.mean.as_ref()
    }

    /// M₂ of each feature: the sum of its squared distances from the mean.
    #[must_use]
    pub fn squares(&self) -> &[f32] {
        self.squares.as_ref()
    }

    /// 1 / standard deviation of each feature, 1 of one that never changed.
    pub fn scale(&self) -> impl ExactSizeIterator<Item = f32> + '_ {
        self.squares().iter().map(|&squares| {
            let variance = squares / self.count.max(1) as f32;
            if variance > 0.0 { 1.0 / sqrt(variance) } else { 1.0 }
        })
    }

    /// (x − mean) / standard deviation of each feature, in place; beyond the largest number, that.
    ///
    /// # Errors
    /// Another number of features, or one that is not finite; nothing is changed then.
    pub fn normalize(&self, x: &mut [f32]) -> Result<(), Error> {
        error::same_length("x", self.mean().len(), x.len())?;
        error::finite("x", x)?;
        for ((x, mean), scale) in x.iter_mut().zip(self.mean()).zip(self.scale()) {
            *x = ((*x - mean) * scale).clamp(f32::MIN, f32::MAX);
        }
        Ok(())
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> RunningStatistics<S> {
    /// Adds one sample. A sum of squares beyond the largest number is that.
    ///
    /// # Errors
    /// Another number of features, or one that is not finite; the statistics are unchanged then.
    pub fn push(&mut self, x: &[f32]) -> Result<(), Error> {
        error::same_length("x", self.mean().len(), x.len())?;
        error::finite("x", x)?;
        self.count = self.count.saturating_add(1);
        let count = self.count as f32;
        let mean = self.mean.as_mut().iter_mut();
        for ((mean, squares), &x) in mean.zip(self.squares.as_mut()).zip(x) {
            let before = x - *mean;
            *mean = crate::average::moved(*mean, x, |way| way / count);
            let sum = *squares + before * (x - *mean);
            *squares = if sum < f32::MAX { sum } else { f32::MAX };
        }
        Ok(())
    }

    /// Goes on where others were, with their [`state`](Self::state), [`mean`](Self::mean) and
    /// [`squares`](Self::squares).
    ///
    /// # Errors
    /// Another length, a number that is not finite, a square below 0, or a number other than 0 of no sample; nothing is
    /// changed then.
    pub fn restore(
        &mut self,
        state: RunningStatisticsState,
        mean: &[f32],
        squares: &[f32],
    ) -> Result<(), Error> {
        error::same_length("mean", self.mean().len(), mean.len())?;
        error::same_length("squares", self.mean().len(), squares.len())?;
        error::finite("mean", mean)?;
        let seen = state.count > 0;
        mean.iter().try_for_each(|&mean| error::zero_of_nothing("mean", seen, mean))?;
        squares.iter().try_for_each(|&square| validate_square(seen, square))?;
        self.mean.as_mut().copy_from_slice(mean);
        self.squares.as_mut().copy_from_slice(squares);
        self.count = state.count;
        Ok(())
    }
}

/// A sum of squares, of some samples or of none.
pub(super) fn validate_square(seen: bool, square: f32) -> Result<(), Error> {
    error::non_negative("squares", square)?;
    error::zero_of_nothing("squares", seen, square)
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn far_from_zero_the_deviation_keeps_its_digits() {
        // 10,000 ± 1: a sum of squares would have lost them.
        let mut statistics = RunningStatistics::<[f32; 1]>::new();
        for i in 0..1000 {
            statistics.push(&[10_000.0 + if i % 2 == 0 { 1.0 } else { -1.0 }]).unwrap();
        }
        assert!((statistics.mean()[0] - 10_000.0).abs() < 0.01);
        let scale = statistics.scale().next().unwrap();
        assert!((scale - 1.0).abs() < 0.01, "{scale}");
    }

    #[test]
    fn lent_memory_and_a_restored_state_have_the_same_bits() {
        let mut inside = RunningStatistics::<[f32; 2]>::new();
        let (mut mean, mut squares) = ([9.0; 2], [9.0; 2]);
        let mut lent = RunningStatistics::lend(&mut mean, &mut squares).unwrap();
        for i in 0..50 {
            let x = [(i * 37 % 11) as f32 * 0.3, (i % 7) as f32 - 3.0];
            inside.push(&x).unwrap();
            lent.push(&x).unwrap();
            let mut resumed = RunningStatistics::<[f32; 2]>::new();
            resumed.restore(lent.state(), lent.mean(), lent.squares()).unwrap();
            assert_eq!(resumed, inside);
        }
    }

    #[test]
    fn the_largest_numbers_stay_finite_and_bad_ones_are_named() {
        let mut statistics = RunningStatistics::<[f32; 1]>::new();
        for x in [3e38, -3e38, f32::MAX, f32::MIN] {
            statistics.push(&[x]).unwrap();
            let numbers = [statistics.mean()[0], statistics.squares()[0]];
            assert!(numbers.iter().all(|x| x.is_finite()), "{numbers:?}");
        }
        let before = statistics;
        let error = statistics.push(&[f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "x[0] is NaN or infinite; allowed: finite");
        let error = statistics.restore(before.state(), &[0.0], &[-1.0]).unwrap_err().to_string();
        assert_eq!(error, "squares is -1; allowed: finite and at least 0");
        assert_eq!(statistics, before);
    }
}
