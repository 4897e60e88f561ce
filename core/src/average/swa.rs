//! e ← e + (w − e) / (n + 1) after n others: the equal average.
//!
//! P. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization" (2018),
//! algorithm 1; PyTorch's `get_swa_avg_fn`. Parameters that a constant or cyclical rate keeps moving
//! around a minimum average to a point near its middle, which is flatter. Collect once a cycle or
//! epoch, in the last quarter of a training.

use crate::{Error, error};

/// Stochastic weight averaging: the mean of all vectors of parameters that were added. `S` is its memory:
/// `[f32; N]` inside, or `&mut [f32]`, lent and of a length known at run time. Both have the same bits.
///
/// A `static` of it lies in `.bss`: all of it starts as zeros.
///
/// ```
/// use thalweg::average::Swa;
/// let mut average = Swa::<[f32; 1]>::new();
/// for w in [1.0, 2.0, 6.0] {
///     average.push(&[w]).unwrap();
/// }
/// assert_eq!((average.value(), average.count()), (&[3.0][..], 3));
///
/// let mut memory = [0.0; 1];
/// let mut resumed = Swa::lend(&mut memory);
/// resumed.restore(average.state(), average.value()).unwrap();
/// resumed.push(&[7.0]).unwrap();
/// assert_eq!(resumed.value(), [4.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Swa<S> {
    pub(super) value: S,
    pub(super) count: u32,
}

/// What a [`Swa`] keeps between vectors, besides the average itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SwaState {
    /// How many vectors are averaged.
    pub count: u32,
}

impl<const N: usize> Swa<[f32; N]> {
    /// An average that has seen nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { value: [0.0; N], count: 0 }
    }
}

impl<'m> Swa<&'m mut [f32]> {
    /// The same over memory that is lent and cleared.
    #[must_use]
    pub fn lend(memory: &'m mut [f32]) -> Self {
        memory.fill(0.0);
        Self { value: memory, count: 0 }
    }
}

impl<S> Swa<S> {
    /// How many vectors are averaged.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// What is kept between vectors, besides [`value`](Self::value).
    #[must_use]
    pub const fn state(&self) -> SwaState {
        SwaState { count: self.count }
    }
}

impl<S: AsRef<[f32]>> Swa<S> {
    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub fn value(&self) -> &[f32] {
        self.value.as_ref()
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> Swa<S> {
    /// Adds the parameters at the end of a cycle or epoch.
    ///
    /// # Errors
    /// Another number than the memory holds, or one that is not finite; the average is unchanged then.
    pub fn push(&mut self, parameters: &[f32]) -> Result<(), Error> {
        error::same_length("parameters", self.value().len(), parameters.len())?;
        error::finite("parameters", parameters)?;
        self.count = self.count.saturating_add(1);
        let count = self.count as f32;
        for (value, &w) in self.value.as_mut().iter_mut().zip(parameters) {
            *value = super::moved(*value, w, |way| way / count);
        }
        Ok(())
    }

    /// Goes on where another average was, with its [`state`](Self::state) and its [`value`](Self::value).
    ///
    /// # Errors
    /// Another length, a value that is not finite, or not 0 though nothing was averaged; nothing is changed then.
    pub fn restore(&mut self, state: SwaState, value: &[f32]) -> Result<(), Error> {
        error::same_length("value", self.value().len(), value.len())?;
        super::validate_value(state.count > 0, value)?;
        self.value.as_mut().copy_from_slice(value);
        self.count = state.count;
        Ok(())
    }
}

impl<const N: usize> Default for Swa<[f32; N]> {
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
        let mut average = Swa::<[f32; 2]>::new();
        average.push(&[1.0, 2.0]).unwrap();
        let error = average.push(&[1.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters has 1 elements; allowed: exactly 2");
        let error = average.push(&[f32::INFINITY, 0.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters[0] is NaN or infinite; allowed: finite");
        assert_eq!((average.value(), average.count()), (&[1.0, 2.0][..], 1));
    }
}
