//! Windows of sensors as they might have been: later, turned, stronger, noisier.
//!
//! T. T. Um et al., "Data Augmentation of Wearable Sensor Data for Parkinson's Disease Monitoring using Convolutional
//! Neural Networks" (2017), section 3. All of it is a function of seed and sample.

use crate::{
    Error, error,
    math::{cos, exp, sqrt},
    numbered::numbered,
    random::Random,
};
use core::f32::consts::FRAC_PI_2;

/// Changes windows of `S` sensors with three axes each: `[samples][3 S]`.
///
/// In this order: the window is shifted, its ends held; all sensors are turned alike about a random axis; what departs
/// from the mean of its channel is scaled; noise is added. A setting of 0 leaves its part out. What would leave the range
/// of `f32` is the largest number; what would be none at all stays as it was.
///
/// ```
/// use thalweg::data::Augmentation;
/// // The accelerometer's noise in g, the gyroscope's in rad/s.
/// const AS_WORN: Augmentation<2> = Augmentation {
///     shift: 5, rotation: 0.26, scaling: 0.2, jitter: [0.02, 0.06], seed: 1,
/// };
/// let mut window = [0.5; 100 * 6];
/// AS_WORN.apply(3, &mut window).unwrap();
/// assert_ne!(window, [0.5; 100 * 6]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Augmentation<const S: usize> {
    /// By how many samples at most, either way.
    pub shift: u32,
    /// The standard deviation of the angle, in radians, finite and at least 0.
    pub rotation: f32,
    /// The standard deviation of the logarithm of the scale, likewise.
    pub scaling: f32,
    /// The standard deviation of the noise of each sensor, in its unit, likewise.
    pub jitter: [f32; S],
    /// Another one changes otherwise.
    pub seed: u32,
}

/// Where the random numbers of a window lie, each part its own: those of noise come last.
const ANGLE: u32 = 0;
const AXIS: [u32; 3] = [1, 2, 3];
const SCALE: u32 = 4;
const SHIFT: u32 = 10;
const NOISE: u32 = 16;

impl<const S: usize> Augmentation<S> {
    fn validate(&self) -> Result<(), Error> {
        error::non_negative("rotation", self.rotation)?;
        error::non_negative("scaling", self.scaling)?;
        self.jitter.iter().try_for_each(|&jitter| error::non_negative("jitter", jitter))
    }

    /// Changes one window, otherwise for every `sample`.
    ///
    /// # Errors
    /// A setting out of its range, not a whole number of samples of `3 S` channels, a value that is not finite; nothing
    /// is changed then.
    pub fn apply(&self, sample: u32, window: &mut [f32]) -> Result<(), Error> {
        self.validate()?;
        let channels = S.saturating_mul(3);
        let rest = window.len().checked_rem(channels).unwrap_or(window.len());
        error::same_length("window", window.len().saturating_sub(rest), window.len())?;
        error::finite("window", window)?;
        let (random, channels) = (Random::new(self.seed, sample), channels.max(1));
        self.shift(random, channels, window);
        self.turn(random, window);
        self.scale(random, channels, window);
        self.disturb(random, channels, window);
        Ok(())
    }

    fn shift(&self, random: Random, channels: usize, window: &mut [f32]) {
        let span = self.shift.saturating_mul(2).saturating_add(1);
        let by = random.at(SHIFT).checked_rem(span).unwrap_or_default();
        let by = i64::from(by).wrapping_sub(i64::from(self.shift));
        let samples = window.len().checked_div(channels).unwrap_or_default();
        let distance =
            usize::try_from(by.unsigned_abs()).unwrap_or(samples).min(samples.saturating_sub(1));
        let moved = distance.saturating_mul(channels);
        // Each takes the place of one before it, from the front on, or behind it, from the end on.
        if by < 0 {
            for to in 0..window.len() {
                let from = to.saturating_add(moved);
                let last = window.len().saturating_sub(channels);
                let held = last.saturating_add(to.checked_rem(channels).unwrap_or_default());
                take(window, to, if from < window.len() { from } else { held });
            }
        } else {
            for to in (0..window.len()).rev() {
                let held = to.checked_rem(channels).unwrap_or_default();
                take(window, to, to.checked_sub(moved).unwrap_or(held));
            }
        }
    }

    /// O. Rodrigues' formula: v cos θ + (k × v) sin θ + k (k · v)(1 − cos θ).
    fn turn(&self, random: Random, window: &mut [f32]) {
        let axis = AXIS.map(|index| random.normal(index));
        let length = sqrt(axis.iter().map(|x| x * x).sum());
        if self.rotation == 0.0 || length == 0.0 {
            return;
        }
        let [kx, ky, kz] = axis.map(|x| x / length);
        let angle = self.rotation * random.normal(ANGLE);
        let (cosine, sine) = (cos(angle), cos(angle - FRAC_PI_2));
        for vector in window.chunks_exact_mut(3) {
            let &mut [x, y, z] = vector else { continue };
            let along = (kx * x + ky * y + kz * z) * (1.0 - cosine);
            let turned = [
                x * cosine + (ky * z - kz * y) * sine + kx * along,
                y * cosine + (kz * x - kx * z) * sine + ky * along,
                z * cosine + (kx * y - ky * x) * sine + kz * along,
            ];
            vector.iter_mut().zip(turned).for_each(|(v, turned)| set(v, turned));
        }
    }

    fn scale(&self, random: Random, channels: usize, window: &mut [f32]) {
        if self.scaling == 0.0 {
            return;
        }
        let scale = exp(self.scaling * random.normal(SCALE));
        for channel in 0..channels {
            let values = || window.iter().skip(channel).step_by(channels);
            let (sum, count) = values().fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
            let mean = sum / count;
            let values = window.iter_mut().skip(channel).step_by(channels);
            values.for_each(|x| set(x, mean + (*x - mean) * scale));
        }
    }

    fn disturb(&self, random: Random, channels: usize, window: &mut [f32]) {
        if self.jitter.iter().all(|jitter| *jitter == 0.0) {
            return;
        }
        for (index, x) in numbered(window) {
            let sensor = index.checked_rem(channels).unwrap_or_default() / 3;
            let jitter = self.jitter.get(sensor).copied().unwrap_or_default();
            set(x, *x + jitter * random.normal((index as u32).wrapping_add(NOISE)));
        }
    }
}

/// Finite numbers stay finite: settings and values near the largest number lead out of the range, or to ∞ − ∞ and 0 · ∞.
fn set(x: &mut f32, new: f32) {
    if !new.is_nan() {
        *x = new.clamp(f32::MIN, f32::MAX);
    }
}

/// Puts one value in the place of another.
fn take(window: &mut [f32], to: usize, from: usize) {
    let value = window.get(from).copied();
    if let (Some(to), Some(value)) = (window.get_mut(to), value) {
        *to = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::{string::ToString, vec::Vec};

    const NOTHING: Augmentation<2> =
        Augmentation { shift: 0, rotation: 0.0, scaling: 0.0, jitter: [0.0; 2], seed: 1 };

    fn window() -> Vec<f32> {
        (0..50 * 6).map(|i| ((i * 37 % 101) as f32 - 50.0) * 0.02).collect()
    }

    #[test]
    fn nothing_changes_nothing_and_each_part_what_it_says() {
        let (before, mut after) = (window(), window());
        NOTHING.apply(3, &mut after).unwrap();
        assert_eq!(after, before);
        // Turned: each vector keeps its length.
        Augmentation { rotation: 0.5, ..NOTHING }.apply(3, &mut after).unwrap();
        assert_ne!(after, before);
        for (before, after) in before.chunks(3).zip(after.chunks(3)) {
            let length = |v: &[f32]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
            assert!((length(before) - length(after)).abs() < 1e-5);
        }
        // Both sensors alike: where they saw the same, they still do.
        let mut same: Vec<f32> = window().chunks(3).flat_map(|v| [v, v].concat()).collect();
        Augmentation { rotation: 0.5, ..NOTHING }.apply(4, &mut same).unwrap();
        assert!(same.chunks(6).all(|v| v[..3] == v[3..]));
        // Scaled: the means stay.
        let mut after = window();
        Augmentation { scaling: 0.5, ..NOTHING }.apply(3, &mut after).unwrap();
        let mean = |w: &[f32], c: usize| w.iter().skip(c).step_by(6).sum::<f32>() / 50.0;
        assert!((0..6).all(|c| (mean(&before, c) - mean(&after, c)).abs() < 1e-5));
        assert_ne!(after, before);
        // Noise of each sensor.
        let mut after = window();
        Augmentation { jitter: [0.0, 0.1], ..NOTHING }.apply(3, &mut after).unwrap();
        let differs = |i: usize| after[i] != before[i];
        assert!((0..300).all(|i| differs(i) == (i % 6 >= 3)));
    }

    #[test]
    fn a_shift_holds_the_ends() {
        let shifted = |sample| {
            let mut window: Vec<f32> = (0..20 * 3).map(|i| (i / 3) as f32).collect();
            let shift =
                Augmentation::<1> { shift: 4, rotation: 0.0, scaling: 0.0, jitter: [0.0], seed: 5 };
            shift.apply(sample, &mut window).unwrap();
            assert!(window.chunks(3).all(|v| v[0] == v[1] && v[1] == v[2]));
            window.chunks(3).map(|v| v[0]).collect::<Vec<_>>()
        };
        let mut seen = Vec::new();
        for sample in 0..100 {
            let window = shifted(sample);
            let by = window[10] - 10.0;
            let wanted: Vec<f32> = (0..20).map(|i| (i as f32 + by).clamp(0.0, 19.0)).collect();
            assert_eq!(window, wanted);
            seen.push(by as i32);
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, (-4..=4).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut window = [1.0; 7];
        let error = NOTHING.apply(0, &mut window).unwrap_err().to_string();
        assert_eq!(error, "window has 7 elements; allowed: exactly 6");
        let error = Augmentation { rotation: -1.0, ..NOTHING }.apply(0, &mut window[..6]);
        assert_eq!(
            error.unwrap_err().to_string(),
            "rotation is -1; allowed: finite and at least 0"
        );
        window[2] = f32::NAN;
        let error = NOTHING.apply(0, &mut window[..6]).unwrap_err().to_string();
        assert_eq!(error, "window[2] is NaN or infinite; allowed: finite");
    }
}
