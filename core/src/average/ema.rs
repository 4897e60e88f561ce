//! e ← γ e + (1 − γ) x;  corrected ê = e / (1 − γᵗ).
//!
//! The exponential moving average of a number, as [`VectorEma`] is of many.

use super::VectorEma;
use crate::{Error, checkpoint::keeps_state, config::config, error};

/// The exponential moving average of a number.
///
/// ```
/// use thalweg::average::Ema;
/// let mut loss = Ema::new(0.9).unwrap();
/// assert!((loss.window() - 10.0).abs() < 1e-5);
/// loss.push(5.0).unwrap();
/// assert!((loss.corrected() - 5.0).abs() < 1e-6); // the first value itself
/// assert!((loss.value() - 0.5).abs() < 1e-6); // uncorrected: far too small
///
/// let mut resumed = Ema::new(0.9).unwrap();
/// resumed.restore(loss.state()).unwrap();
/// assert_eq!(resumed, loss);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ema {
    inner: VectorEma<[f32; 1]>,
}

config! {
    /// What an [`Ema`] keeps between values.
    pub struct EmaState {
        /// The uncorrected average.
        pub value: f32,
        /// 1 − γᵗ, the sum of the weights so far; from 0 to 1.
        pub weights: f32,
    }
}

crate::plain_struct! { struct EmaState { value: f32, weights: f32 } }
keeps_state!(Ema, EmaState, 6, "ema");

impl EmaState {
    fn validate(self) -> Result<(), Error> {
        error::finite("value", &[self.value])?;
        error::share("weights", self.weights)
    }
}

impl Ema {
    /// An average that has seen nothing; `decay` γ in [0, 1).
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        match VectorEma::new(decay) {
            Ok(inner) => Ok(Self { inner }),
            Err(error) => Err(error),
        }
    }

    /// Adds one value.
    ///
    /// # Errors
    /// A value that is not finite, which would stay in the average for ever; it is left out.
    pub fn push(&mut self, x: f32) -> Result<(), Error> {
        self.inner.push(&[x])
    }

    /// The average as it is, started at 0.
    #[must_use]
    pub const fn value(&self) -> f32 {
        let [value] = *self.inner.memory();
        value
    }

    /// The average divided by 1 − γᵗ; 0 before the first value.
    #[must_use]
    pub fn corrected(&self) -> f32 {
        self.inner.correct(self.value())
    }

    /// 1/(1 − γ): about how many values are averaged.
    #[must_use]
    pub const fn window(&self) -> f32 {
        self.inner.window()
    }

    /// (1 − γ) γᵏ: the weight of the value `age` steps ago, without correction.
    #[must_use]
    pub const fn weight(&self, age: u32) -> f32 {
        self.inner.weight(age)
    }

    /// What is kept between values.
    #[must_use]
    pub const fn state(&self) -> EmaState {
        EmaState { value: self.value(), weights: self.inner.state().weights }
    }

    /// Goes on where another average of the same decay was.
    ///
    /// # Errors
    /// A number out of its range, a value other than 0 of no value; nothing is changed then.
    pub fn restore(&mut self, state: EmaState) -> Result<(), Error> {
        state.validate()?;
        let EmaState { value, weights } = state;
        self.inner.restore(super::VectorEmaState { weights }, &[value])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn the_corrected_average_of_a_constant_is_the_constant() {
        for decay in [0.0, 0.5, 0.999, 0.999_999] {
            let mut average = Ema::new(decay).unwrap();
            for _ in 0..1000 {
                average.push(1.0).unwrap();
                assert_eq!(average.corrected(), 1.0);
            }
        }
    }

    #[test]
    fn nothing_averaged_is_zero() {
        assert_eq!(Ema::new(0.9).unwrap().corrected(), 0.0);
        let error = Ema::new(1.0).unwrap_err().to_string();
        assert_eq!(error, "decay is 1; allowed: at least 0 and below 1");
    }
}
