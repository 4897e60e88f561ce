//! e ← e + (w − e) / (n + 1) after n others: the equal average.
//!
//! P. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization" (2018),
//! algorithm 1; PyTorch's `get_swa_avg_fn`. Parameters that a constant or cyclical rate keeps moving
//! around a minimum average to a point near its middle, which is flatter. Collect once a cycle or
//! epoch, in the last quarter of a training.

use crate::{Error, error};

/// Stochastic weight averaging: the mean of all `N`-parameter vectors it was given.
///
/// ```
/// use thalweg::average::Swa;
/// let mut average = Swa::<1>::new();
/// for w in [1.0, 2.0, 6.0] {
///     average.push(&[w]).unwrap();
/// }
/// assert_eq!((average.value(), average.count()), (&[3.0], 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Swa<const N: usize> {
    value: [f32; N],
    count: u32,
}

impl<const N: usize> Swa<N> {
    /// An average that has seen nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { value: [0.0; N], count: 0 }
    }

    /// Adds the parameters at the end of a cycle or epoch.
    ///
    /// # Errors
    /// Another number than `N`, or one that is not finite; the average is unchanged then.
    pub fn push(&mut self, parameters: &[f32]) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::finite("parameters", parameters)?;
        self.count = self.count.saturating_add(1);
        for (value, w) in self.value.iter_mut().zip(parameters) {
            *value += (w - *value) / self.count as f32;
        }
        Ok(())
    }

    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub const fn value(&self) -> &[f32; N] {
        &self.value
    }

    /// How many vectors are averaged.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }
}

impl<const N: usize> Default for Swa<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let mut average = Swa::<2>::new();
        average.push(&[1.0, 2.0]).unwrap();
        let error = average.push(&[1.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters has 1 elements; allowed: exactly 2");
        let error = average.push(&[f32::INFINITY, 0.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters[0] is NaN or infinite; allowed: finite");
        assert_eq!((average.value(), average.count()), (&[1.0, 2.0], 1));
    }
}
