//! e ← γ e + (1 − γ) x;  corrected ê = e / (1 − γᵗ).
//!
//! The key to momentum, RMSProp and Adam alike: an exponential moving average of decay γ weighs the
//! value k steps ago by (1 − γ) γᵏ and so averages about the last 1/(1 − γ) values. Started at 0 it
//! is too small at first; the correction of Kingma & Ba
//! (2015), section 3, divides that out.

use crate::{Error, error, math::powi};

/// The exponential moving average of a number.
///
/// ```
/// use thalweg::average::Ema;
/// let mut loss = Ema::new(0.9).unwrap();
/// assert!((loss.window() - 10.0).abs() < 1e-5);
/// loss.push(5.0);
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

    /// Takes in one value.
    pub fn push(&mut self, x: f32) {
        self.inner.push(&[x]);
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
/// average.push(&[2.0, 4.0]);
/// average.push(&[4.0, 4.0]);
/// assert_eq!(average.value(), &[2.5, 3.0]);
/// assert_eq!(average.corrected(), [2.5 / 0.75, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VectorEma<const N: usize> {
    decay: f32,
    value: [f32; N],
    count: u32,
}

impl<const N: usize> VectorEma<N> {
    /// An average that has seen nothing; `decay` γ in [0, 1).
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        error::check!(error::decay_rate("decay", decay));
        Ok(Self { decay, value: [0.0; N], count: 0 })
    }

    /// Takes in one vector.
    pub fn push(&mut self, x: &[f32; N]) {
        for (value, x) in self.value.iter_mut().zip(x) {
            *value = self.decay * *value + (1.0 - self.decay) * x;
        }
        self.count = self.count.saturating_add(1);
    }

    /// The average as it is, started at 0.
    #[must_use]
    pub const fn value(&self) -> &[f32; N] {
        &self.value
    }

    /// The average divided by 1 − γᵗ; 0 before the first value.
    #[must_use]
    pub fn corrected(&self) -> [f32; N] {
        if self.count == 0 {
            return self.value;
        }
        let sum_of_weights = 1.0 - powi(self.decay, self.count);
        self.value.map(|value| value / sum_of_weights)
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
