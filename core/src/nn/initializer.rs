//! Where parameters start: w ~ U(−√3 σ, √3 σ) or N(0, σ²), b = 0.
//!
//! Kaiming: σ = gain / √`fan_in`. K. He et al., "Delving Deep into Rectifiers" (2015), equation 10. Xavier:
//! σ = gain √(2 / (`fan_in` + `fan_out`)). X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward
//! neural networks" (2010), equation 16. As PyTorch's `kaiming_…_` (with `mode="fan_in"`) and `xavier_…_`.

use crate::{Error, config::config, error, math::sqrt, numbered::numbered, random::Random};

/// What random weights look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Distribution {
    /// Evenly spread over ±√3 σ.
    Uniform,
    /// Of the normal distribution.
    Normal,
}

config! {
    /// Fills the rows of a layer whose outputs a rectifier takes.
    ///
    /// ```
    /// use thalweg::nn::{Dense, Kaiming};
    /// const LAYER: Dense = Dense::new(6, 2);
    /// let mut parameters = [9.0; LAYER.parameters()];
    /// Kaiming::DEFAULT.fill(6, &mut parameters, 42).unwrap();
    /// assert!(parameters.iter().all(|w| w.abs() <= 1.0)); // √(6 / fan_in)
    /// assert_eq!((parameters[6], parameters[13]), (0.0, 0.0)); // the biases
    /// ```
    pub struct Kaiming {
        /// How the weights are spread.
        pub distribution: Distribution,
        /// Above 0: √2 for ReLU, 1 where nothing follows.
        pub gain: f32,
    }
}

impl Kaiming {
    /// Uniform, gain √2: He's own start.
    pub const DEFAULT: Self =
        Self { distribution: Distribution::Uniform, gain: core::f32::consts::SQRT_2 };

    const fn validate(self) -> Result<(), Error> {
        error::positive("gain", self.gain)
    }

    /// Fills rows of `fan_in` weights with a bias behind each; other numbers for another `seed`.
    ///
    /// `fan_in` is `inputs` of a dense layer, `in_channels / groups` times the kernel of a convolution.
    ///
    /// # Errors
    /// `gain` out of its range, no input, `parameters` not a whole number of rows; nothing is changed then.
    pub fn fill(&self, fan_in: usize, parameters: &mut [f32], seed: u32) -> Result<(), Error> {
        self.validate()?;
        fill(self.distribution, self.gain / sqrt(fan_in as f32), fan_in, parameters, seed)
    }
}

crate::default!(Kaiming);

config! {
    /// Fills the rows of a layer whose outputs go through `tanh`, a logistic function or nothing.
    ///
    /// ```
    /// use thalweg::nn::{Dense, Xavier};
    /// const LAYER: Dense = Dense::new(4, 2);
    /// let mut parameters = [9.0; LAYER.parameters()];
    /// Xavier::DEFAULT.fill(4, 2, &mut parameters, 42).unwrap();
    /// assert!(parameters.iter().all(|w| w.abs() <= 1.0)); // √(6 / (fan_in + fan_out))
    /// ```
    pub struct Xavier {
        /// How the weights are spread.
        pub distribution: Distribution,
        /// Above 0: 5/3 for tanh in PyTorch's table, 1 where nothing follows.
        pub gain: f32,
    }
}

impl Xavier {
    /// Uniform, gain 1: Glorot's own start.
    pub const DEFAULT: Self = Self { distribution: Distribution::Uniform, gain: 1.0 };

    const fn validate(self) -> Result<(), Error> {
        error::positive("gain", self.gain)
    }

    /// Fills rows of `fan_in` weights with a bias behind each; other numbers for another `seed`.
    ///
    /// `fan_out` is `outputs` of a dense layer, `out_channels / groups` times the kernel of a convolution.
    ///
    /// # Errors
    /// `gain` out of its range, no input, `parameters` not a whole number of rows; nothing is changed then.
    pub fn fill(
        &self,
        fan_in: usize,
        fan_out: usize,
        parameters: &mut [f32],
        seed: u32,
    ) -> Result<(), Error> {
        self.validate()?;
        let deviation = self.gain * sqrt(2.0 / fan_in.saturating_add(fan_out) as f32);
        fill(self.distribution, deviation, fan_in, parameters, seed)
    }
}

crate::default!(Xavier);

fn fill(
    distribution: Distribution,
    deviation: f32,
    fan_in: usize,
    parameters: &mut [f32],
    seed: u32,
) -> Result<(), Error> {
    super::axis::at_least_one("fan_in", fan_in)?;
    let row = fan_in.saturating_add(1);
    let rest = parameters.len().checked_rem(row).unwrap_or_default();
    error::same_length("parameters", parameters.len().saturating_sub(rest), parameters.len())?;
    let (random, root_3) = (Random::new(seed, 0), 1.732_050_8);
    // A gain near the largest number: 0 · ∞ would be no weight.
    let deviation = deviation.min(f32::MAX);
    for (number, row) in numbered(parameters.chunks_exact_mut(row)) {
        let first = number.wrapping_mul(fan_in);
        let Some((bias, weights)) = row.split_last_mut() else { continue };
        *bias = 0.0;
        for (index, w) in numbered(weights) {
            let index = first.wrapping_add(index) as u32;
            let drawn = match distribution {
                Distribution::Uniform => random.even(index) * root_3,
                Distribution::Normal => random.normal(index),
            };
            *w = (deviation * drawn).clamp(f32::MIN, f32::MAX);
        }
    }
    Ok(())
}
