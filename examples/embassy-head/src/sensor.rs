//! In place of a sensor and of the frozen part of the model: waves of five periods, and filters over them.

use crate::learner::{CLASSES, FEATURES};

const SAMPLES: usize = 64;
const TAPS: usize = 9;
/// Samples a half wave of each class.
const HALF_WAVES: [u32; CLASSES] = [3, 5, 8, 13, 21];

static FILTERS: [[i8; TAPS]; FEATURES] = filters();

const fn filters() -> [[i8; TAPS]; FEATURES] {
    let mut filters = [[0; TAPS]; FEATURES];
    let mut random = Random(12_345);
    let mut filter = 0;
    while filter < FEATURES {
        let mut tap = 0;
        while tap < TAPS {
            filters[filter][tap] = (random.next() >> 24) as i8;
            tap += 1;
        }
        filter += 1;
    }
    filters
}

/// A linear congruential generator (Numerical Recipes, 1992).
struct Random(u32);

impl Random {
    const fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0
    }

    fn below(&mut self, bound: u32) -> u32 {
        ((self.next() >> 16) * bound) >> 16
    }
}

/// Labelled samples, the same every time.
pub struct Sensor(Random);

impl Sensor {
    pub fn new() -> Self {
        Self(Random(7))
    }

    /// The features of the next sample, and its class.
    pub fn next(&mut self) -> ([f32; FEATURES], usize) {
        let class = self.0.below(CLASSES as u32) as usize;
        let half_wave = HALF_WAVES.get(class).copied().unwrap_or(1);
        let phase = self.0.below(2 * half_wave);
        let mut samples = [0_i8; SAMPLES];
        for (t, sample) in samples.iter_mut().enumerate() {
            let high = ((t as u32 + phase) / half_wave).is_multiple_of(2);
            let noise = self.0.below(81) as i8 - 40;
            *sample = noise + if high { 40 } else { -40 };
        }
        (features(&samples), class)
    }
}

/// Each filter's mean of what is positive.
fn features(samples: &[i8; SAMPLES]) -> [f32; FEATURES] {
    let mut features = [0.0; FEATURES];
    for (feature, filter) in features.iter_mut().zip(&FILTERS) {
        let mut sum = 0;
        for window in samples.windows(TAPS).step_by(4) {
            let pairs = window.iter().zip(filter);
            let product: i32 = pairs.map(|(&x, &tap)| i32::from(x) * i32::from(tap)).sum();
            sum += product.max(0) >> 8;
        }
        *feature = sum as f32 / 512.0;
    }
    features
}
