//! The features of a window in integers, for a core without an FPU.
//!
//! | feature | unit | range | error |
//! |---|---|---|---|
//! | mean, standard deviation, signed root of a covariance | 2⁻¹¹ g or rad/s | ±16 | half a unit |
//! | mean step from sample to sample | 2⁻¹⁴ g or rad/s | ±2 | half a unit |
//!
//! A step is kept eightfold, as it is that much smaller than the rest. Division rounds to nearest, ties away from zero,
//! once; a root is the integer one of n² times a covariance, 0.02 units below the exact one at most. What is beyond the range is
//! its end.

use crate::{CHANNELS, FEATURES, Units, WINDOW};
use core::ops::Range;
use thalweg::{data::Normalizer, fixed::Q};

/// A feature in integers.
pub type IntegerFeature = Q<i16, FRACTION>;

const FRACTION: u32 = 11;
/// Which features are steps.
const STEPS: Range<usize> = 2 * CHANNELS..3 * CHANNELS;
/// Bits that a step has more.
const RAISED: u32 = 3;
/// Thousandths in a unit of the sensor's.
const THOUSAND: u32 = 1000;
const SAMPLES: u32 = WINDOW as u32;

/// Features as [`IntegerFeature`]s.
#[derive(Clone, Copy, Debug)]
pub struct Integers;

impl Units for Integers {
    type Feature = IntegerFeature;

    fn mean(sum: i64) -> IntegerFeature {
        quotient(sum << FRACTION, THOUSAND * SAMPLES)
    }

    fn step(sum: i64) -> IntegerFeature {
        quotient(sum << (FRACTION + RAISED), THOUSAND * (SAMPLES - 1))
    }

    fn signed_root(scaled: i64) -> IntegerFeature {
        let root = scaled.unsigned_abs().isqrt() as i64;
        Self::mean(if scaled < 0 { -root } else { root })
    }
}

impl Integers {
    /// The statistics of features in floats, for these.
    // In a `static` the compiler itself proves that every index is in bounds.
    #[allow(clippy::indexing_slicing)]
    #[must_use]
    pub const fn statistics(of: &Normalizer<FEATURES>) -> Normalizer<FEATURES> {
        let (mut made, mut step) = (*of, STEPS.start);
        while step < STEPS.end {
            made.mean[step] = of.mean[step] * (1 << RAISED) as f32;
            made.scale[step] = of.scale[step] / (1 << RAISED) as f32;
            step += 1;
        }
        made
    }

    /// How many features have met the end of their range.
    #[must_use]
    pub fn saturated(features: &[IntegerFeature; FEATURES]) -> usize {
        let at_end = |feature: &&IntegerFeature| {
            let bits = feature.to_bits();
            bits == i16::MAX || bits == i16::MIN
        };
        features.iter().filter(at_end).count()
    }
}

/// The nearest, or the end of the range.
fn quotient(dividend: i64, divisor: u32) -> IntegerFeature {
    let divisor = u64::from(divisor);
    let magnitude = ((dividend.unsigned_abs() + divisor / 2) / divisor) as i64;
    let bits = if dividend < 0 { -magnitude } else { magnitude };
    Q::from_bits(bits.clamp(i16::MIN.into(), i16::MAX.into()) as i16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sample, Windows};

    /// Both features of the same window.
    fn both(sample: impl Fn(usize) -> Sample) -> ([f32; FEATURES], [IntegerFeature; FEATURES]) {
        let (mut floats, mut integers) = (Windows::new(WINDOW), Windows::new(WINDOW));
        let mut found = None;
        for t in 0..WINDOW {
            found = floats.push(sample(t)).zip(integers.push_in::<Integers>(sample(t)));
        }
        found.unwrap()
    }

    #[test]
    fn features_are_those_of_floats() {
        let units = (1_u32 << FRACTION) as f32;
        for seed in 0..40_usize {
            let (floats, integers) = both(|t| {
                core::array::from_fn(|c| {
                    let x = (t * (c + 3) * 7919 + c * 131 + seed * seed * 17) % 1901;
                    (x as i16 - 950) * if c < 3 { 1 } else { 7 }
                })
            });
            for (i, (float, integer)) in floats.iter().zip(&integers).enumerate() {
                let raised = if STEPS.contains(&i) { 8.0 } else { 1.0 };
                let exact = (float * raised).clamp(-16.0, 16.0 - 1.0 / units);
                let apart = (integer.to_f32() - exact).abs() * units;
                assert!(apart <= 0.53, "{seed}, feature {i}: {float} {integer:?}");
            }
        }
    }

    #[test]
    fn the_largest_samples_meet_the_end_and_are_counted() {
        let largest = |t: usize| [if t.is_multiple_of(2) { i16::MAX } else { i16::MIN }; CHANNELS];
        let (_, found) = both(largest);
        // Not the means, which are near 0.
        assert_eq!(Integers::saturated(&found), FEATURES - CHANNELS);
        assert_eq!(Integers::saturated(&both(|_| [1000; CHANNELS]).1), 0);
    }

    #[test]
    fn statistics_see_the_same_deviations() {
        let of = Normalizer { mean: [0.25; FEATURES], scale: [24.0; FEATURES] };
        let made = Integers::statistics(&of);
        let x = [0.5; FEATURES];
        let raised = core::array::from_fn(|i| if STEPS.contains(&i) { 8.0 * x[i] } else { x[i] });
        assert_eq!(made.apply(&raised), of.apply(&x));
        assert_ne!(made, of);
    }
}
