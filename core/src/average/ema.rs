//! e ← γ e + (1 − γ) x;  corrected ê = e / (1 − γᵗ).
//!
//! The key to momentum, RMSProp and Adam alike: an exponential moving average of decay γ weighs the
//! value k steps ago by (1 − γ) γᵏ and so averages about the last 1/(1 − γ) values. Started at 0 it
//! is too small at first; the correction of Kingma & Ba (2015), section 3, divides that out.
//!
//! 1 − γᵗ is the sum of the weights so far. It is kept as the average of ones, which adds what is
//! positive; a power taken from 1 would lose its digits while γᵗ is near 1.

use crate::{Error, error, math::powi};

/// The exponential moving average of a number.
///
/// ```
/// use thalweg::average::Ema;
/// let mut loss = Ema::new(0.9).unwrap();
/// assert!((loss.window() - 10.0).abs() < 1e-5);
/// loss.push(5.0).unwrap();
/// assert!((loss.corrected() - 5.0).abs() < 1e-6); // the first value itself
/// assert!((loss.value() - 0.5).abs() < 1e-6); // uncorrected: far too small
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ema {
    inner: VectorEma<1>,
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
        let [value] = self.inner.value;
        value
    }

    /// The average divided by 1 − γᵗ; 0 before the first value.
    #[must_use]
    pub fn corrected(&self) -> f32 {
        let [corrected] = self.inner.corrected();
        corrected
    }

    /// 1/(1 − γ): about how many values are averaged.
    #[must_use]
    pub fn window(&self) -> f32 {
        self.inner.window()
    }

    /// (1 − γ) γᵏ: the weight of the value `age` steps ago, without correction.
    #[must_use]
    pub fn weight(&self, age: u32) -> f32 {
        self.inner.weight(age)
    }
}

/// The exponential moving average of `N` numbers, for instance of a model's parameters.
///
/// ```
/// use thalweg::average::VectorEma;
/// let mut average = VectorEma::<2>::new(0.5).unwrap();
/// average.push(&[2.0, 4.0]).unwrap();
/// average.push(&[4.0, 4.0]).unwrap();
/// assert_eq!(average.value(), &[2.5, 3.0]);
/// assert_eq!(average.corrected(), [2.5 / 0.75, 4.0]);
/// assert!(average.push(&[f32::NAN, 4.0]).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VectorEma<const N: usize> {
    decay: f32,
    value: [f32; N],
    /// 1 − γᵗ.
    weights: f32,
}

impl<const N: usize> VectorEma<N> {
    /// An average that has seen nothing; `decay` γ in [0, 1).
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        error::check!(error::decay_rate("decay", decay));
        Ok(Self { decay, value: [0.0; N], weights: 0.0 })
    }

    /// Adds one vector.
    ///
    /// # Errors
    /// A value that is not finite, which would stay in the average for ever; the vector is left out.
    pub fn push(&mut self, x: &[f32; N]) -> Result<(), Error> {
        error::finite("x", x)?;
        for (value, x) in self.value.iter_mut().zip(x) {
            *value = self.decay * *value + (1.0 - self.decay) * x;
        }
        self.weights = self.decay * self.weights + (1.0 - self.decay);
        Ok(())
    }

    /// The average as it is, started at 0.
    #[must_use]
    pub const fn value(&self) -> &[f32; N] {
        &self.value
    }

    /// The average divided by 1 − γᵗ; 0 before the first value.
    #[must_use]
    pub fn corrected(&self) -> [f32; N] {
        if self.weights == 0.0 {
            return self.value;
        }
        self.value.map(|value| value / self.weights)
    }

    /// 1/(1 − γ): about how many vectors are averaged.
    #[must_use]
    pub fn window(&self) -> f32 {
        1.0 / (1.0 - self.decay)
    }

    /// (1 − γ) γᵏ: the weight of the vector `age` steps ago, without correction.
    #[must_use]
    pub fn weight(&self, age: u32) -> f32 {
        (1.0 - self.decay) * powi(self.decay, age)
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
    fn what_is_not_finite_is_left_out() {
        let mut average = VectorEma::<2>::new(0.9).unwrap();
        average.push(&[1.0, 2.0]).unwrap();
        let before = average;
        let error = average.push(&[1.0, f32::INFINITY]).unwrap_err().to_string();
        assert_eq!(error, "x[1] is NaN or infinite; allowed: finite");
        assert_eq!(average, before);
    }

    #[test]
    fn nothing_averaged_is_zero() {
        assert_eq!(Ema::new(0.9).unwrap().corrected(), 0.0);
        let error = Ema::new(1.0).unwrap_err().to_string();
        assert_eq!(error, "decay is 1; allowed: at least 0 and below 1");
    }
}
