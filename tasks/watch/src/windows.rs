//! Two seconds of movement become 24 features.
//!
//! The sums behind them are exact integers of the raw samples, so no order of summation, no float
//! and no processor can change a bit; only the last division and root round, in floats or in other [`Units`].

use crate::model::FEATURES;
use thalweg::math::sqrt;

/// Accelerometer x, y, z in thousandths of g, then gyroscope x, y, z in thousandths of rad/s.
pub type Sample = [i16; CHANNELS];
/// How many numbers a sample has.
pub const CHANNELS: usize = 6;
/// How many samples a window has: 2 s.
pub const WINDOW: usize = 100;
/// Samples a second.
pub const RATE_HZ: u32 = 50;

/// The pairs of channels whose covariance is a feature: those of each sensor.
const PAIRS: [(usize, usize); 6] = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)];

/// Collects samples and returns the features of each full window.
///
/// ```
/// use thalweg_watch::{Sample, WINDOW, Windows};
/// let mut windows = Windows::new(WINDOW);
/// let still: Sample = [0, 0, 1000, 0, 0, 0]; // lying on a table
/// let features = (0..WINDOW).find_map(|_| windows.push(still)).unwrap();
/// assert_eq!(features[2], 1.0); // the mean of the z axis, in g
/// assert!(features[6..].iter().all(|&x| x == 0.0)); // nothing moves
/// ```
#[derive(Clone, Debug)]
pub struct Windows {
    samples: [Sample; WINDOW],
    filled: usize,
    hop: usize,
}

impl Windows {
    /// A window every `hop` samples, 1 to [`WINDOW`]; others are brought into that range.
    pub const fn new(hop: usize) -> Self {
        let hop = match hop {
            0 => 1,
            1..=WINDOW => hop,
            _ => WINDOW,
        };
        Self { samples: [[0; CHANNELS]; WINDOW], filled: 0, hop }
    }

    /// Begins anew with the next sample, at the same distance between windows.
    pub const fn restart(&mut self) {
        self.filled = 0;
    }

    /// Takes in one sample; the features if it completes a window.
    pub fn push(&mut self, sample: Sample) -> Option<[f32; FEATURES]> {
        self.push_in::<Floats>(sample)
    }

    /// The same in other units than g and rad/s.
    pub fn push_in<U: Units>(&mut self, sample: Sample) -> Option<[U::Feature; FEATURES]> {
        if let Some(slot) = self.samples.get_mut(self.filled) {
            *slot = sample;
            self.filled += 1;
        }
        if self.filled < WINDOW {
            return None;
        }
        let features = features::<U>(&self.samples);
        self.samples.rotate_left(self.hop);
        self.filled = WINDOW - self.hop;
        Some(features)
    }
}

/// What becomes of the exact sums of a window.
pub trait Units {
    /// A feature.
    type Feature: Copy + Default;

    /// The mean of a channel, of the sum of its [`WINDOW`] thousandths.
    fn mean(sum: i64) -> Self::Feature;

    /// Its mean step, of the sum of one fewer.
    fn step(sum: i64) -> Self::Feature;

    /// The root of a covariance, with its sign, of n² times that of thousandths.
    fn signed_root(scaled: i64) -> Self::Feature;
}

/// g and rad/s.
struct Floats;

impl Units for Floats {
    type Feature = f32;

    fn mean(sum: i64) -> f32 {
        sum as f32 / (WINDOW as f32 * 1000.0)
    }

    fn step(sum: i64) -> f32 {
        sum as f32 / ((WINDOW - 1) as f32 * 1000.0)
    }

    fn signed_root(scaled: i64) -> f32 {
        let root = sqrt(scaled.unsigned_abs() as f32) / (WINDOW as f32 * 1000.0);
        if scaled < 0 { -root } else { root }
    }
}

/// Mean (6), standard deviation (6), mean |x[t] − x[t−1]| (6), signed root of the covariances (6).
fn features<U: Units>(samples: &[Sample; WINDOW]) -> [U::Feature; FEATURES] {
    let sums: [i64; CHANNELS] = core::array::from_fn(|c| samples.iter().map(|s| at(s, c)).sum());
    let covariance = |a: usize, b: usize| -> i64 {
        let product: i64 = samples.iter().map(|s| at(s, a) * at(s, b)).sum();
        let sum = |c: usize| sums.get(c).copied().unwrap_or(0);
        WINDOW as i64 * product - sum(a) * sum(b) // n² times the covariance
    };
    let means = sums.iter().map(|&sum| U::mean(sum));
    let deviations = (0..CHANNELS).map(|c| U::signed_root(covariance(c, c)));
    let steps = (0..CHANNELS).map(|c| {
        let pairs = samples.iter().zip(samples.iter().skip(1));
        U::step(pairs.map(|(a, b)| (at(a, c) - at(b, c)).abs()).sum())
    });
    let covariances = PAIRS.into_iter().map(|(a, b)| U::signed_root(covariance(a, b)));
    let mut features = [U::Feature::default(); FEATURES];
    let values = means.chain(deviations).chain(steps).chain(covariances);
    features.iter_mut().zip(values).for_each(|(feature, value)| *feature = value);
    features
}

fn at(sample: &Sample, channel: usize) -> i64 {
    sample.get(channel).copied().map_or(0, i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hops_overlap() {
        let mut windows = Windows::new(25);
        let complete = (0..200).filter(|&i| windows.push([i as i16; 6]).is_some()).count();
        assert_eq!(complete, 5);
    }

    #[test]
    fn features_equal_their_definition() {
        let samples: [Sample; WINDOW] = core::array::from_fn(|t| {
            core::array::from_fn(|c| ((t * (c + 3) * 7919 + c * 131) % 4001) as i16 - 2000)
        });
        let column = |c: usize| samples.iter().map(move |s| f64::from(s[c]) / 1000.0);
        let n = WINDOW as f64;
        let mean = |c: usize| column(c).sum::<f64>() / n;
        let covariance = |a: usize, b: usize| {
            column(a).zip(column(b)).map(|(x, y)| x * y).sum::<f64>() / n - mean(a) * mean(b)
        };
        // The square of a feature is compared, so that no float root is needed here.
        let squared = |x: f32| f64::from(x) * f64::from(x.abs());
        let found = features::<Floats>(&samples);
        for c in 0..CHANNELS {
            let steps = column(c).zip(column(c).skip(1)).map(|(a, b)| (a - b).abs()).sum::<f64>();
            let (a, b) = PAIRS[c];
            for (found, expected) in [
                (f64::from(found[c]), mean(c)),
                (squared(found[6 + c]), covariance(c, c)),
                (f64::from(found[12 + c]), steps / (n - 1.0)),
                (squared(found[18 + c]), covariance(a, b)),
            ] {
                assert!((found - expected).abs() < 2e-6, "{found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_largest_samples_do_not_overflow() {
        let mut windows = Windows::new(WINDOW);
        let extreme = |t: i32| [if t % 2 == 0 { i16::MAX } else { i16::MIN }; CHANNELS];
        let found = (0..100).find_map(|t| windows.push(extreme(t))).unwrap();
        assert!(found.iter().all(|x| x.is_finite()) && (found[6] - 32.7675).abs() < 1e-3);
    }
}
