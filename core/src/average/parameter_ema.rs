//! e₁ = w₁;  e ← e + (1 − γ) (w − e).
//!
//! The average of a model's parameters: B. T. Polyak, A. B. Juditsky, "Acceleration of Stochastic
//! Approximation by Averaging" (1992), with the forgetting of A. Tarvainen, H. Valpola, "Mean teachers
//! are better role models" (2017). The first parameters are copied, so there is nothing to correct:
//! PyTorch's `get_ema_avg_fn`, Optax' `incremental_update` with 1 − γ as its step size.
//!
//! With a warmup γ is min(γ, (1 + t) / (10 + t)) at the t-th vector after the first: TensorFlow's
//! `ExponentialMovingAverage` with `num_updates`. With a later start the parameters are copied until
//! then: timm's `ModelEmaV3` with `update_after_step`.

use crate::words::words;
use crate::{Error, config::config, default, error};

config! {
    /// How a [`ParameterEma`] averages.
    pub struct ParameterEmaOptions {
        /// 1 − γ, above 0 and at most 1: what the newest parameters count.
        pub step_size: f32,
        /// Whether the decay grows at first, min(γ, (1 + t) / (10 + t)), so that the first parameters are soon
        /// forgotten.
        pub warmup: bool,
        /// How many vectors are only copied before the averaging starts; the next is the first of it.
        pub start_after: u32,
    }
}

words! { struct ParameterEmaOptions { step_size, warmup, start_after } }

impl ParameterEmaOptions {
    /// A decay of 0.999, about 1000 steps, from the first vector on.
    pub const DEFAULT: Self = Self { step_size: 0.001, warmup: false, start_after: 0 };

    pub(crate) const fn validate(&self) -> Result<(), Error> {
        error::factor("step_size", self.step_size)
    }
}

default!(ParameterEmaOptions);

/// The exponential moving average of parameters, started at the first of them. `S` is its memory: `[f32; N]`
/// inside, or `&mut [f32]`, lent and of a length known at run time. Both have the same bits.
///
/// Evaluate with it in place of the parameters that the last, noisy step left.
///
/// ```
/// use thalweg::average::{ParameterEma, ParameterEmaOptions};
/// let mut average = ParameterEma::<[f32; 2]>::new(0.75).unwrap();
/// average.push(&[2.0, 4.0]).unwrap();
/// assert_eq!(average.value(), [2.0, 4.0]);
/// average.push(&[6.0, 4.0]).unwrap();
/// assert_eq!(average.value(), [3.0, 4.0]);
///
/// // From the third vector on, of a length that only the user of the device knows.
/// let options = ParameterEmaOptions { step_size: 0.25, start_after: 2, ..ParameterEmaOptions::DEFAULT };
/// let mut memory = [0.0; 1000];
/// let mut later = ParameterEma::lend(options, &mut memory[..2]).unwrap();
/// for w in [[9.0, 9.0], [8.0, 8.0], [2.0, 4.0], [6.0, 4.0]] {
///     later.push(&w).unwrap();
/// }
/// assert_eq!(later.value(), average.value());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ParameterEma<S> {
    options: ParameterEmaOptions,
    pub(super) pushes: u32,
    pub(super) value: S,
}

/// What a [`ParameterEma`] keeps between vectors, besides the average itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ParameterEmaState {
    /// How many vectors were added.
    pub pushes: u32,
}

impl<const N: usize> ParameterEma<[f32; N]> {
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
        Self::with_options(ParameterEmaOptions { step_size, ..ParameterEmaOptions::DEFAULT })
    }

    /// The same with every choice.
    ///
    /// # Errors
    /// An option out of its range.
    pub const fn with_options(options: ParameterEmaOptions) -> Result<Self, Error> {
        error::check!(options.validate());
        Ok(Self { options, pushes: 0, value: [0.0; N] })
    }
}

impl<'m> ParameterEma<&'m mut [f32]> {
    /// The same over memory that is lent and cleared: a zeroed static, which takes no flash.
    ///
    /// # Errors
    /// An option out of its range.
    pub fn lend(options: ParameterEmaOptions, memory: &'m mut [f32]) -> Result<Self, Error> {
        options.validate()?;
        memory.fill(0.0);
        Ok(Self { options, pushes: 0, value: memory })
    }
}

impl<S> ParameterEma<S> {
    /// What is kept between vectors, besides [`value`](Self::value).
    #[must_use]
    pub const fn state(&self) -> ParameterEmaState {
        ParameterEmaState { pushes: self.pushes }
    }

    /// 1 − γ of the next vector, none if it is copied.
    fn step_size(&self) -> Option<f32> {
        let ParameterEmaOptions { step_size, warmup, start_after } = self.options;
        let t = self.pushes.checked_sub(start_after)?;
        if t == 0 {
            return None;
        }
        let growing = 9.0 / (10.0 + t as f32);
        Some(if warmup && growing > step_size { growing } else { step_size })
    }
}

impl<S: AsRef<[f32]>> ParameterEma<S> {
    /// The averaged parameters; 0 before the first.
    #[must_use]
    pub fn value(&self) -> &[f32] {
        self.value.as_ref()
    }
}

impl<S: AsRef<[f32]> + AsMut<[f32]>> ParameterEma<S> {
    /// Adds the parameters after a step.
    ///
    /// # Errors
    /// Another number than the memory holds, or one that is not finite; the average is unchanged then.
    pub fn push(&mut self, parameters: &[f32]) -> Result<(), Error> {
        error::same_length("parameters", self.value().len(), parameters.len())?;
        error::finite("parameters", parameters)?;
        match self.step_size() {
            Some(step_size) => {
                for (value, &w) in self.value.as_mut().iter_mut().zip(parameters) {
                    *value = super::moved(*value, w, |way| step_size * way);
                }
            }
            None => self.value.as_mut().copy_from_slice(parameters),
        }
        self.pushes = self.pushes.saturating_add(1);
        Ok(())
    }

    /// Goes on where another average of the same options was, with its [`state`](Self::state) and its
    /// [`value`](Self::value); that of one that has seen nothing stands until the first vector takes its place.
    ///
    /// # Errors
    /// Another length, a value that is not finite; nothing is changed then.
    pub fn restore(&mut self, state: ParameterEmaState, value: &[f32]) -> Result<(), Error> {
        error::same_length("value", self.value().len(), value.len())?;
        error::finite("value", value)?;
        self.value.as_mut().copy_from_slice(value);
        self.pushes = state.pushes;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let mut average = ParameterEma::<[f32; 2]>::with_step_size(0.5).unwrap();
        average.push(&[1.0, 2.0]).unwrap();
        let error = average.push(&[1.0]).unwrap_err().to_string();
        assert_eq!(error, "parameters has 1 elements; allowed: exactly 2");
        let error = average.push(&[1.0, f32::NAN]).unwrap_err().to_string();
        assert_eq!(error, "parameters[1] is NaN or infinite; allowed: finite");
        assert_eq!(average.value(), [1.0, 2.0]);
        for step_size in [0.0, 1.5, f32::NAN] {
            let error =
                ParameterEma::<[f32; 1]>::with_step_size(step_size).unwrap_err().to_string();
            assert!(error.ends_with("allowed: above 0 and at most 1"), "{error}");
        }
        assert!(ParameterEma::<[f32; 1]>::new(1.0).is_err());
    }

    #[test]
    fn a_growing_decay_is_that_of_tensorflow() {
        let options = ParameterEmaOptions { warmup: true, ..ParameterEmaOptions::DEFAULT };
        let mut average = ParameterEma::<[f32; 1]>::with_options(options).unwrap();
        average.push(&[1.0]).unwrap();
        let mut expected = 1.0_f64;
        for t in 1..20_000_u32 {
            let w = f64::from(t % 7);
            let decay = (1.0 - 0.001_f64).min(f64::from(1 + t) / f64::from(10 + t));
            expected = decay * expected + (1.0 - decay) * w;
            average.push(&[w as f32]).unwrap();
            let found = f64::from(average.value()[0]);
            assert!((found - expected).abs() < 1e-4 * expected.max(1.0), "{t}: {found} {expected}");
        }
    }
}
