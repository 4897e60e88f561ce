//! e ← γ e + (1 − γ) x;  corrected ê = e / (1 − γᵗ).
//!
//! The key to momentum, RMSProp and Adam alike: an exponential moving average of decay γ weighs the
//! value k steps ago by (1 − γ) γᵏ and so averages about the last 1/(1 − γ) values. Started at 0 it
//! is too small at first; the correction of Kingma & Ba (2015), section 3, divides that out.
//!
//! 1 − γᵗ is the sum of the weights so far. It is kept as the average of ones, which adds what is
//! positive; a power taken from 1 would lose its digits while γᵗ is near 1.

use super::finite;
use crate::{Error, config::config, error, math::powi};

/// The exponential moving average of many numbers, of which `S` is the memory: `[f32; N]` inside, or
/// `&mut [f32]`, lent and of a length known at run time. Both have the same bits.
///
/// ```
/// use thalweg::average::VectorEma;
/// let mut average = VectorEma::<[f32; 2]>::new(0.5).unwrap();
/// average.push(&[2.0, 4.0]).unwrap();
/// average.push(&[4.0, 4.0]).unwrap();
/// assert_eq!(average.value(), [2.5, 3.0]);
/// assert!(average.corrected().eq([2.5 / 0.75, 4.0]));
/// assert!(average.push(&[f32::NAN, 4.0]).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VectorEma<S> {
    decay: f32,
    pub(super) value: S,
    /// 1 − γᵗ.
    pub(super) weights: f32,
}

config! {
    /// What a [`VectorEma`] keeps between vectors, besides the average itself.
    pub struct VectorEmaState {
        /// 1 − γᵗ, the sum of the weights so far; from 0 to 1.
        pub weights: f32,
    }
}

impl VectorEmaState {
    const fn validate(self) -> Result<(), Error> {
        error::share("weights", self.weights)
    }
}

impl<const N: usize> VectorEma<[f32; N]> {
    /// An average that has seen nothing; `decay` γ in [0, 1).
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        error::check!(error::decay_rate("decay", decay));
        Ok(Self { decay, value: [0.0; N], weights: 0.0 })
    }
}

impl<'m> VectorEma<&'m mut [f32]> {
    /// The same over memory that is lent and cleared: a zeroed static, which takes no flash.
    ///
    /// # Errors
    /// `decay` out of range.
    pub fn lend(decay: f32, memory: &'m mut [f32]) -> Result<Self, Error> {
        error::decay_rate("decay", decay)?;
        memory.fill(0.0);
        Ok(Self { decay, value: memory, weights: 0.0 })
    }
}

impl<S> VectorEma<S> {
    pub(super) const fn memory(&self) -> &S {
        &self.value
    }

    /// 1/(1 − γ): about how many vectors are averaged.
    #[must_use]
    pub const fn window(&self) -> f32 {
        1.0 / (1.0 - self.decay)
    }

    /// (1 − γ) γᵏ: the weight of the vector `age` steps ago, without correction.
    #[must_use]
    pub const fn weight(&self, age: u32) -> f32 {
        (1.0 - self.decay) * powi(self.decay, age)
    }

    /// What is kept between vectors, besides [`value`](Self::value).
    #[must_use]
    pub const fn state(&self) -> VectorEmaState {
        VectorEmaState { weights: self.weights }
    }

    /// A number of the average divided by 1 − γᵗ.
    pub(super) fn correct(&self, value: f32) -> f32 {
        if self.weights == 0.0 { value } else { finite(value / self.weights) }
    }
}

impl<S: AsRef<[f32]>> VectorEma<S> {
    /// The average as it is, started at 0.
    #[must_use]
    pub fn value(&self) -> &[f32] {
        self.value.as_ref()
    }

    /// The average divided by 1 − γᵗ, number by number; 0 before the first vector.
    pub fn corrected(&self) -> impl ExactSizeIterator<Item = f32> + '_ {
        self.value().iter().map(|&value| self.correct(value))
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> VectorEma<S> {
    /// Adds one vector.
    ///
    /// # Errors
    /// Another number of values than the memory holds; a value that is not finite, which would stay in the
    /// average for ever. The vector is left out then.
    pub fn push(&mut self, x: &[f32]) -> Result<(), Error> {
        error::same_length("x", self.value().len(), x.len())?;
        error::finite("x", x)?;
        let decay = self.decay;
        for (value, x) in self.value.as_mut().iter_mut().zip(x) {
            *value = finite(decay * *value + (1.0 - decay) * x);
        }
        self.weights = decay * self.weights + (1.0 - decay);
        Ok(())
    }

    /// Goes on where another average of the same decay was, with its [`state`](Self::state) and its
    /// [`value`](Self::value).
    ///
    /// # Errors
    /// A number out of its range, another length, a value other than 0 of no vector; nothing is changed then.
    pub fn restore(&mut self, state: VectorEmaState, value: &[f32]) -> Result<(), Error> {
        state.validate()?;
        error::same_length("value", self.value().len(), value.len())?;
        super::validate_value(state.weights > 0.0, value)?;
        self.value.as_mut().copy_from_slice(value);
        self.weights = state.weights;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn what_is_not_finite_is_left_out() {
        let mut average = VectorEma::<[f32; 2]>::new(0.9).unwrap();
        average.push(&[1.0, 2.0]).unwrap();
        let before = average;
        let error = average.push(&[1.0, f32::INFINITY]).unwrap_err().to_string();
        assert_eq!(error, "x[1] is NaN or infinite; allowed: finite");
        let error = average.push(&[1.0]).unwrap_err().to_string();
        assert_eq!(error, "x has 1 elements; allowed: exactly 2");
        assert_eq!(average, before);
    }
}
