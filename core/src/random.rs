//! Random numbers from a counter: a function of seed, step and index, with nothing to keep.
//!
//! A generator with a state would give other numbers after a resume, or if a parameter were left out.
//! These are the same on every target, in any order, as often as they are asked for.

use crate::math::{mix, normal};

/// The numbers of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    key: u32,
}

impl Random {
    /// The numbers of step `t`; another for every seed and step.
    pub(crate) const fn new(seed: u32, t: u32) -> Self {
        Self { key: mix(mix(seed).wrapping_add(t)) }
    }

    /// What the numbers of a step are told by: that of an index is [`mix`] of both, exclusively or'ed.
    pub(crate) const fn key(self) -> u32 {
        self.key
    }

    /// 32 random bits for this index.
    #[inline]
    pub(crate) const fn at(self, index: u32) -> u32 {
        mix(index ^ self.key)
    }

    /// A number spread evenly over [−1, 1) for this index, in steps of 2⁻²³.
    #[inline]
    pub(crate) const fn even(self, index: u32) -> f32 {
        (self.at(index) >> 8) as f32 * (1.0 / 8_388_608.0) - 1.0
    }

    /// A number of the standard normal distribution for this index, within ±6.7: from numbers 2i and
    /// 2i + 1.
    #[inline]
    pub(crate) fn normal(self, index: u32) -> f32 {
        let first = index.wrapping_mul(2);
        normal(self.at(first), self.at(first.wrapping_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;
    extern crate std;

    #[test]
    fn every_bit_is_set_half_the_time_along_indices_and_along_steps() {
        const COUNT: u32 = 20_000;
        let along_indices = |i| Random::new(1, 7).at(i);
        let along_steps = |t| Random::new(1, t).at(3);
        let along_seeds = |seed| Random::new(seed, 1).at(3);
        for numbers in [along_indices, along_steps, along_seeds] {
            for bit in 0..32 {
                let ones = (0..COUNT).filter(|&i| numbers(i) >> bit & 1 == 1).count() as f32;
                // Five standard deviations of a fair coin.
                assert!((ones - 10_000.0).abs() < 354.0, "bit {bit}: {ones}");
            }
        }
    }

    #[test]
    fn normal_numbers_have_the_moments_and_the_tails_of_their_distribution() {
        const COUNT: u32 = 200_000;
        let numbers = || (0..COUNT).map(|i| f64::from(Random::new(3, i % 7).normal(i / 7)));
        let mean = |power: i32| numbers().map(|x| x.powi(power)).sum::<f64>() / f64::from(COUNT);
        for (power, moment, deviation) in
            [(1, 0.0, 1.0), (2, 1.0, 1.4), (3, 0.0, 3.9), (4, 3.0, 9.8)]
        {
            let bound = 4.0 * deviation / f64::from(COUNT).sqrt();
            assert!((mean(power) - moment).abs() < bound, "moment {power}: {}", mean(power));
        }
        let beyond_two = numbers().filter(|x| x.abs() > 2.0).count() as f64 / f64::from(COUNT);
        assert!((beyond_two - 0.0455).abs() < 0.002, "{beyond_two}");
        assert!(numbers().all(|x| x.abs() < 6.7));
    }

    #[test]
    fn neighbours_are_not_correlated() {
        let centred = |x: u32| (x as f32 / 4_294_967_296.0) - 0.5;
        let numbers = |i: u32, t: u32| centred(Random::new(9, t).at(i));
        let product = |f: &dyn Fn(u32) -> f32| (0..20_000).map(f).sum::<f32>() / 20_000.0;
        // The product of two uniform numbers has a deviation of 1/12.
        let bound = 5.0 / 12.0 / 141.0;
        assert!(product(&|i| numbers(i, 5) * numbers(i + 1, 5)).abs() < bound);
        assert!(product(&|i| numbers(i, 5) * numbers(i, 6)).abs() < bound);
        assert!(product(&|t| numbers(2, t) * numbers(3, t)).abs() < bound);
    }
}
