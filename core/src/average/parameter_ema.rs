//! e₁ = w₁;  e ← e + (1 − γ) (w − e).
//!
//! The average of a model's parameters: B. T. Polyak, A. B. Juditsky, "Acceleration of Stochastic
//! Approximation by Averaging" (1992), with the forgetting of A. Tarvainen, H. Valpola, "Mean teachers
//! are better role models" (2017). The first parameters are copied, so there is nothing to correct:
//! PyTorch's `get_ema_avg_fn`, Optax' `incremental_update` with 1 − γ as its step size.

use crate::{Error, error};

/// The exponential moving average of `N` parameters, started at the first of them.
///
/// Evaluate with it in place of the parameters that the last, noisy step left.
///
/// ```
/// use thalweg::average::ParameterEma;
/// let mut average = ParameterEma::<2>::new(0.75).unwrap();
/// average.push(&[2.0, 4.0]).unwrap();
/// assert_eq!(average.value(), &[2.0, 4.0]);
/// average.push(&[6.0, 4.0]).unwrap();
/// assert_eq!(average.value(), &[3.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ParameterEma<const N: usize> {
    step_size: f32,
    value: [f32; N],
    started: bool,
}

impl<const N: usize> ParameterEma<N> {
    /// An average that has seen nothing; `decay` γ in [0, 1). 0.999 is usual: about 1000 steps.
    ///
    /// # Errors
    /// `decay` out of range.
    pub const fn new(decay: f32) -> Result<Self, Error> {
        error::check!(error::decay_rate("decay", decay));
        Self::with_step_size(1.0 - decay)
    }

    /// The same, given 1 − γ: in (0, 1].
    ///
    /// # Errors
    /// `step_size` out of range.
    pub const fn with_step_size(step_size: f32) -> Result<Self, Error> {
        if step_size > 0.0 && step_size <= 1.0 {
            Ok(Self { step_size, value: [0.0; N], started: false })
        } else {
            let (field, allowed) = ("step_size", "above 0 and at most 1");
            Err(Error::OutOfRange { field, value: step_size, allowed })
        }
    }

    /// Adds the parameters after a step.
    ///
    /// # Errors
    /// Another number than `N`, or one that is not finite; the average is unchanged then.
    pub fn push(&mut self, parameters: &[f32]) -> Result<(), Error> {
        error::same_length("parameters", N, parameters.len())?;
        error::finite("parameters", parameters)?;
        if self.started {
            for (value, w) in self.value.iter_mut().zip(parameters) {
                *value += self.step_size * (w - *value);
            }
        } else {
            self.value.copy_from_slice(parameters);
            self.started = true;
        }
        Ok(())
    }

    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub const fn value(&self) -> &[f32; N] {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let mut average = ParameterEma::<2>::with_step_size(0.5).unwrap();
        average.push(&[1.0, 2.0]).unwrap();
        let error = average.push(&[1.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters has 1 elements; allowed: exactly 2");
        let error = average.push(&[1.0, f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "parameters[1] is NaN or infinite; allowed: finite");
        assert_eq!(average.value(), &[1.0, 2.0]);
        for step_size in [0.0, 1.5, f32::NAN] {
            let error = ParameterEma::<1>::with_step_size(step_size).unwrap_err().to_string();
            assert!(error.ends_with("allowed: above 0 and at most 1"), "{error}");
        }
        assert!(ParameterEma::<1>::new(1.0).is_err());
    }
}
