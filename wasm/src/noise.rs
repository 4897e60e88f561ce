//! A gradient as training sees it: a true value that changes, and noise on top.

use oorandom::Rand32;
use std::f32::consts::PI;
use thalweg::math::cos;
use wasm_bindgen::prelude::wasm_bindgen;

/// Two gradients a step, as `[true₀, noisy₀, true₁, noisy₁, …]`.
///
/// The true one swings slowly and drops at two thirds of the way, so that both the noise and the
/// delay of an average can be seen. `deviation` is that of the noise (nearly normal: the sum of
/// twelve uniform numbers).
#[wasm_bindgen]
#[must_use]
pub fn gradients(steps: u32, deviation: f32, seed: u32) -> Vec<f32> {
    let mut random = Rand32::new(u64::from(seed));
    let truth = |step: u32| {
        let swing = 0.35 * cos(2.0 * PI * step as f32 / steps as f32);
        if 3 * step < 2 * steps { 1.0 + swing } else { -0.5 + swing }
    };
    let pair = |step| {
        let normal = (0..12).map(|_| random.rand_float()).sum::<f32>() - 6.0;
        [truth(step), truth(step) + deviation * normal]
    };
    (0..steps).flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_has_the_deviation_asked_for_and_no_bias() {
        let values = gradients(10_000, 0.5, 3);
        let errors: Vec<f32> = values.chunks_exact(2).map(|pair| pair[1] - pair[0]).collect();
        let mean = errors.iter().sum::<f32>() / 10_000.0;
        let variance = errors.iter().map(|e| e * e).sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.02 && (variance - 0.25).abs() < 0.02, "{mean} {variance}");
    }

    #[test]
    fn the_same_seed_gives_the_same_gradients() {
        assert_eq!(gradients(50, 0.5, 1), gradients(50, 0.5, 1));
        assert_ne!(gradients(50, 0.5, 1), gradients(50, 0.5, 2));
    }
}
