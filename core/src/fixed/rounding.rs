//! How a product becomes a multiple of the parameter's unit.
//!
//! Both work on magnitudes, so that −x gives exactly the negative of what x gives. S. Gupta et al.,
//! "Deep Learning with Limited Numerical Precision" (2015) shows why a short format needs the
//! stochastic one: an update below half a unit, rounded to nearest, never arrives.

use super::gain::{Gain, dithered_product, product};

/// Rounds the product of a magnitude and a gain.
///
/// Implementers promise a result within one unit of the exact product, and the same results for the
/// same seed.
pub trait Rounding {
    /// a · gain, for a up to 2¹⁵.
    #[doc(hidden)]
    fn narrow(&mut self, a: u32, gain: Gain) -> u32;
    /// a · gain · 2⁻¹⁶, for any a up to 2³¹.
    #[doc(hidden)]
    fn wide(&mut self, a: u32, gain: Gain) -> u32;
}

/// To nearest, ties away from zero: within half a unit.
///
/// ```
/// use thalweg::fixed::{Gradient, Nearest, Optimizer, Rate, Sgd, Weight};
/// let mut optimizer = Optimizer::<Sgd, 1, 22, 12, Nearest>::new(Sgd).unwrap();
/// let mut w = [Weight::from_bits(0)];
/// // 1.5 units of 2⁻²² round to 2.
/// optimizer.step(&mut w, &[Gradient::from_bits(-3)], Rate::from_bits(1 << 20)).unwrap();
/// assert_eq!(w, [Weight::from_bits(2)]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Nearest;

impl Rounding for Nearest {
    #[inline]
    fn narrow(&mut self, a: u32, gain: Gain) -> u32 {
        (a.wrapping_mul(gain.mantissa) >> (gain.shift & 31)).wrapping_add(1) >> 1
    }

    #[inline]
    fn wide(&mut self, a: u32, gain: Gain) -> u32 {
        (product(a, gain.mantissa) >> (gain.shift & 31)).wrapping_add(1) >> 1
    }
}

/// Up with a probability equal to the fraction: right on average, reproducible from its seed.
///
/// The mean over all 2³² states of the generator is the exact product for SGD, and within 2⁻¹⁶ units
/// of it for rules with a 32-bit direction. The generator is the linear congruence of W. H. Press et
/// al., "Numerical Recipes" (1664525 x + 1013904223), folded once so that its low bits are as good as
/// its high ones; it visits every 32-bit state.
///
/// ```
/// use thalweg::fixed::{Gradient, Optimizer, Rate, Sgd, Stochastic, Weight};
/// let dither = Stochastic::new(7);
/// let mut optimizer = Optimizer::<Sgd, 1, 22, 12, _>::with_rounding(Sgd, dither).unwrap();
/// let mut w = [Weight::from_bits(0)];
/// for _ in 0..4000 {
///     // A quarter of a unit a step: to nearest, nothing would ever move.
///     optimizer.step(&mut w, &[Gradient::from_bits(-1)], Rate::from_bits(1 << 19)).unwrap();
/// }
/// assert!((900..1100).contains(&w[0].to_bits()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Stochastic {
    state: u32,
}

impl Stochastic {
    /// Any seed is as good as another.
    pub const fn new(seed: u32) -> Self {
        Self { state: seed }
    }

    #[inline]
    fn next(&mut self) -> u32 {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.state ^ self.state >> 16
    }
}

impl Rounding for Stochastic {
    #[inline]
    fn narrow(&mut self, a: u32, gain: Gain) -> u32 {
        narrow(a, gain, self.next())
    }

    #[inline]
    fn wide(&mut self, a: u32, gain: Gain) -> u32 {
        wide(a, gain, self.next())
    }
}

/// ⌊a · gain + a random fraction⌋, of as many random bits as the shift drops.
#[inline]
const fn narrow(a: u32, gain: Gain, random: u32) -> u32 {
    let fraction = random >> (31 - (gain.shift & 31));
    a.wrapping_mul(gain.mantissa).wrapping_add(fraction) >> ((gain.shift & 31) + 1)
}

/// The same for a · gain · 2⁻¹⁶: the low half of the random bits for the dropped half of the product.
#[inline]
const fn wide(a: u32, gain: Gain, random: u32) -> u32 {
    let fraction = (random & 0xffff_0000) >> (31 - (gain.shift & 31));
    let floor = dithered_product(a, gain.mantissa, random & 0xffff);
    floor.wrapping_add(fraction) >> ((gain.shift & 31) + 1)
}

#[cfg(test)]
mod tests {
    use super::{Gain, Stochastic, narrow, wide};

    #[test]
    fn over_all_random_bits_the_mean_is_exact() {
        for (a, mantissa) in [(1, 32_768), (7, 50_001), (32_768, 65_535), (12_345, 40_000)] {
            for shift in [0, 3, 9] {
                let gain = Gain { mantissa, shift };
                let all = 0..1_u32 << (shift + 1);
                let sum: u64 = all.map(|r| u64::from(narrow(a, gain, r << (31 - shift)))).sum();
                assert_eq!(sum, u64::from(a) * u64::from(mantissa));
            }
            for (a, shift) in [(a, 0), (a << 15, 2), (a << 16 | 1, 3), (1 << 31, 3)] {
                let gain = Gain { mantissa, shift };
                let highs = 0..1_u32 << (shift + 1);
                let all = highs.flat_map(|high| (0..1_u32 << 16).map(move |low| (high, low)));
                let random = all.map(|(high, low)| high << (31 - shift) | low);
                let sum: u64 = random.map(|r| u64::from(wide(a, gain, r))).sum();
                assert_eq!(sum, u64::from(a) * u64::from(mantissa));
            }
        }
    }

    #[test]
    fn every_state_gives_another_number() {
        // Multiplying by 1 mod 4 and adding an odd number visits all states; the fold is its own
        // inverse.
        assert_eq!(1_664_525 % 4, 1);
        for seed in (0..u32::MAX).step_by(9_999_991) {
            let mut random = Stochastic::new(seed);
            let folded = random.next();
            assert_eq!(folded ^ folded >> 16, random.state);
        }
    }
}
