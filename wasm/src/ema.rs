//! What the page shows of an exponential moving average: see [`thalweg::average`].

use crate::message;
use thalweg::{
    Error,
    average::Ema,
    math::{powi, sqrt},
};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// An exponential moving average of decay γ.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub struct Average {
    decay: f32,
    ema: Ema,
}

#[wasm_bindgen]
impl Average {
    /// `decay` γ in [0, 1).
    ///
    /// # Errors
    /// `decay` out of range.
    #[wasm_bindgen(constructor)]
    pub fn new(decay: f32) -> Result<Self, JsError> {
        Ok(Self { decay, ema: Ema::new(decay).map_err(message)? })
    }

    /// 1/(1 − γ): about how many values are averaged.
    #[must_use]
    pub fn window(&self) -> f32 {
        self.ema.window()
    }

    /// The average after each value of `signal`, with or without bias correction.
    ///
    /// # Errors
    /// A value that is not finite.
    pub fn through(&self, signal: &[f32], corrected: bool) -> Result<Vec<f32>, JsError> {
        self.averages(signal, corrected).map_err(message)
    }

    /// The weights of the values 0, 1, … `count − 1` steps ago. Corrected, those of the first `count`
    /// values of a signal, which sum to 1.
    #[must_use]
    pub fn weights(&self, count: u32, corrected: bool) -> Vec<f32> {
        let sum = if corrected { self.share(count) } else { 1.0 };
        (0..count).map(|age| self.ema.weight(age) / sum).collect()
    }

    /// The sum of the uncorrected weights of the last `count` values: 1 − γᶜᵒᵘⁿᵗ.
    #[must_use]
    pub fn share(&self, count: u32) -> f32 {
        1.0 - powi(self.decay, count)
    }

    /// γ/(1 − γ): how many steps the average lags behind a steady change.
    #[must_use]
    pub fn lag(&self) -> f32 {
        self.decay * self.window()
    }

    /// √((1 + γ)/(1 − γ)): how many times smaller independent noise is in the average.
    #[must_use]
    pub fn smoothing(&self) -> f32 {
        sqrt((1.0 + self.decay) * self.window())
    }
}

impl Average {
    fn averages(&self, signal: &[f32], corrected: bool) -> Result<Vec<f32>, Error> {
        let mut ema = self.ema;
        let after = |&x: &f32| {
            ema.push(x)?;
            Ok(if corrected { ema.corrected() } else { ema.value() })
        };
        signal.iter().map(after).collect()
    }
}

/// The decay γ whose effective window 1/(1 − γ) is `window`.
#[wasm_bindgen]
#[must_use]
pub fn decay_of(window: f32) -> f32 {
    1.0 - 1.0 / window
}

#[cfg(test)]
mod tests {
    use super::*;

    fn average(decay: f32) -> Average {
        Average { decay, ema: Ema::new(decay).unwrap() }
    }

    #[test]
    fn corrected_weights_sum_to_one_at_any_step() {
        for count in [1, 5, 200] {
            let sum: f32 = average(0.9).weights(count, true).iter().sum();
            assert!((sum - 1.0).abs() < 1e-5, "{count}: {sum}");
        }
    }

    #[test]
    fn the_weights_are_what_the_average_applies() {
        let average = average(0.8);
        let signal = [3.0, -1.0, 2.0, 5.0];
        for corrected in [false, true] {
            let weights = average.weights(4, corrected);
            let sum: f32 = weights.iter().zip(signal.iter().rev()).map(|(w, x)| w * x).sum();
            assert!((sum - average.averages(&signal, corrected).unwrap()[3]).abs() < 1e-6);
        }
    }

    #[test]
    fn noise_shrinks_by_the_smoothing() {
        let average = average(0.9);
        let noisy = crate::gradients(20_000, 1.0, 5);
        let noise: Vec<f32> = noisy.chunks_exact(2).map(|pair| pair[1] - pair[0]).collect();
        let smooth = average.averages(&noise, true).unwrap();
        let deviation = |x: &[f32]| (x.iter().map(|x| x * x).sum::<f32>() / x.len() as f32).sqrt();
        let ratio = deviation(&noise) / deviation(&smooth);
        assert!((ratio / average.smoothing() - 1.0).abs() < 0.05, "{ratio}");
    }

    #[test]
    fn the_average_of_a_ramp_lags() {
        let average = average(0.9);
        let ramp: Vec<f32> = (0..500_u16).map(f32::from).collect();
        let behind = 499.0 - average.averages(&ramp, true).unwrap()[499];
        assert!((behind - average.lag()).abs() < 1e-2, "{behind}");
        assert!((decay_of(average.window()) - 0.9).abs() < 1e-6);
    }
}
