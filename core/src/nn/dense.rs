//! y = W x + b.

use crate::{Error, error};

/// A fully connected layer from `I` values to `O`.
///
/// Its parameters are `O` rows of `[w₀ … w_{I−1}, b]`, so that a row is one run of memory.
///
/// ```
/// use thalweg::nn::Dense;
/// type Layer = Dense<2, 1>;
/// let parameters: [f32; Layer::PARAMETERS] = [2.0, -1.0, 0.5]; // y = 2 x₀ − x₁ + ½
/// let mut y = [0.0];
/// Layer::forward(&parameters, &[3.0, 1.0], &mut y).unwrap();
/// assert_eq!(y, [5.5]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Dense<const I: usize, const O: usize>;

impl<const I: usize, const O: usize> Dense<I, O> {
    /// How many parameters the layer has: O · (I + 1).
    pub const PARAMETERS: usize = O * (I + 1);

    /// y = W x + b.
    ///
    /// # Errors
    /// `parameters` is not [`Self::PARAMETERS`] long.
    pub fn forward(parameters: &[f32], x: &[f32; I], y: &mut [f32; O]) -> Result<(), Error> {
        error::same_length("parameters", Self::PARAMETERS, parameters.len())?;
        for (y, row) in y.iter_mut().zip(parameters.chunks_exact(I + 1)) {
            if let Some((bias, weights)) = row.split_last() {
                *y = weights.iter().zip(x).fold(*bias, |sum, (w, x)| sum + w * x);
            }
        }
        Ok(())
    }

    /// Adds ∂L/∂W = δ xᵀ and ∂L/∂b = δ to `gradient`, for one sample with δ = ∂L/∂y.
    ///
    /// # Errors
    /// `gradient` is not [`Self::PARAMETERS`] long.
    pub fn accumulate(x: &[f32; I], delta: &[f32; O], gradient: &mut [f32]) -> Result<(), Error> {
        error::same_length("gradient", Self::PARAMETERS, gradient.len())?;
        for (&delta, row) in delta.iter().zip(gradient.chunks_exact_mut(I + 1)) {
            if let Some((bias, weights)) = row.split_last_mut() {
                *bias += delta;
                weights.iter_mut().zip(x).for_each(|(g, x)| *g += delta * x);
            }
        }
        Ok(())
    }

    /// ∂L/∂x = Wᵀ δ, for the layer below.
    ///
    /// # Errors
    /// `parameters` is not [`Self::PARAMETERS`] long.
    pub fn backward(parameters: &[f32], delta: &[f32; O], dx: &mut [f32; I]) -> Result<(), Error> {
        error::same_length("parameters", Self::PARAMETERS, parameters.len())?;
        *dx = [0.0; I];
        for (delta, row) in delta.iter().zip(parameters.chunks_exact(I + 1)) {
            dx.iter_mut().zip(row).for_each(|(dx, w)| *dx += delta * w);
        }
        Ok(())
    }
}
