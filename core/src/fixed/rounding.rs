//! How a product becomes a multiple of the parameter's unit.
//!
//! Both are symmetric: −x gives exactly the negative of what x gives. S. Gupta et al.,
//! "Deep Learning with Limited Numerical Precision" (2015) shows why a short format needs the
//! stochastic one: an update below half a unit, rounded to nearest, never arrives.

use super::gain::{Gain, dithered_product};

pub(super) mod sealed {
    use super::Gain;
    use core::fmt::Debug;

    /// The product of a direction and a gain, for [`Rounding`](super::Rounding): within one unit of the exact
    /// one, of −x the negative of what x gives, and the same for the same seed.
    pub trait Rounding: Copy + Debug {
        /// What it is called in checkpoints.
        const NUMBER: u32;

        /// All that its generator keeps; 0 without one.
        fn generator(&self) -> u32;
        /// The rounding that goes on with it.
        fn from_generator(state: u32) -> Self;
        /// x · gain, for |x| up to 2¹⁵.
        fn narrow(&mut self, x: i32, gain: Gain) -> i32;
        /// x · gain · 2⁻¹⁶, for any x.
        fn wide(&mut self, x: i32, gain: Gain) -> i32;
    }
}

/// How updates are rounded: [`Nearest`] or [`Stochastic`]. Sealed.
pub trait Rounding: sealed::Rounding {}

/// To nearest, ties away from zero: within half a unit.
///
/// ```
/// use thalweg::fixed::{Gradient, Nearest, Optimizer, Rate, Sgd, Weight};
/// let mut optimizer = Optimizer::<Sgd, [Weight; 1], Nearest>::new(Sgd).unwrap();
/// let mut w = [Weight::from_bits(0)];
/// // 1.5 units of 2⁻²² round to 2.
/// optimizer.step(&mut w, &[Gradient::from_bits(-3)], Rate::from_bits(1 << 20)).unwrap();
/// assert_eq!(w, [Weight::from_bits(2)]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Nearest;

// Half away from zero is ⌊y + ½⌋ above zero and ⌈y − ½⌉ below, which is ⌊y + ½⌋ of the product less
// one: no branch, no sign taken off and put back.
impl Rounding for Nearest {}

impl sealed::Rounding for Nearest {
    const NUMBER: u32 = 0;

    fn generator(&self) -> u32 {
        0
    }

    fn from_generator(_: u32) -> Self {
        Self
    }

    #[inline]
    fn narrow(&mut self, x: i32, gain: Gain) -> i32 {
        halved(x.wrapping_mul(gain.mantissa as i32).wrapping_add(x >> 31) >> (gain.shift & 31))
    }

    #[inline]
    fn wide(&mut self, x: i32, gain: Gain) -> i32 {
        // `decay` written out: this sum of the same terms takes a register less.
        let (k, sign) = (gain.mantissa, x >> 31);
        let high = (x >> 16).wrapping_mul(k as i32).wrapping_add(sign);
        let low = (x as u32 & 0xffff).wrapping_mul(k).wrapping_add(sign as u32 >> 16) >> 16;
        halved(high.wrapping_add(low as i32) >> (gain.shift & 31))
    }
}

/// x / 2, a half upwards.
#[inline]
const fn halved(x: i32) -> i32 {
    x.wrapping_add(1) >> 1
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
/// let mut optimizer = Optimizer::<Sgd, [Weight; 1], _>::with_rounding(Sgd, dither).unwrap();
/// let mut w = [Weight::from_bits(0)];
/// for _ in 0..4000 {
///     // A quarter of a unit a step: to nearest, nothing would ever move.
///     optimizer.step(&mut w, &[Gradient::from_bits(-1)], Rate::from_bits(1 << 19)).unwrap();
/// }
/// assert!((900..1100).contains(&w[0].to_bits()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Stochastic {
    state: u32,
}

impl Stochastic {
    /// Any seed is as good as another. The [`state`](Self::state) of a generator is the seed of one that goes on
    /// where it is.
    pub const fn new(seed: u32) -> Self {
        Self { state: seed }
    }

    /// The state of the generator, all that it keeps.
    pub const fn state(self) -> u32 {
        self.state
    }

    #[inline]
    fn next(&mut self) -> u32 {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.state ^ self.state >> 16
    }
}

impl Rounding for Stochastic {}

impl sealed::Rounding for Stochastic {
    const NUMBER: u32 = 1;

    fn generator(&self) -> u32 {
        self.state
    }

    fn from_generator(state: u32) -> Self {
        Self::new(state)
    }

    #[inline]
    fn narrow(&mut self, x: i32, gain: Gain) -> i32 {
        with_sign_of(x, narrow(x.unsigned_abs(), gain, self.next()))
    }

    #[inline]
    fn wide(&mut self, x: i32, gain: Gain) -> i32 {
        with_sign_of(x, wide(x.unsigned_abs(), gain, self.next()))
    }
}

#[inline]
const fn with_sign_of(x: i32, magnitude: u32) -> i32 {
    let sign = x >> 31;
    (magnitude as i32 ^ sign).wrapping_sub(sign)
}

/// ⌊a · gain + a random fraction⌋, of as many random bits as the shift drops.
#[inline]
const fn narrow(a: u32, gain: Gain, random: u32) -> u32 {
    let fraction = random >> (31 - (gain.shift & 31));
    a.wrapping_mul(gain.mantissa).wrapping_add(fraction) >> (gain.shift & 31) >> 1
}

/// The same for a · gain · 2⁻¹⁶: the low half of the random bits for the dropped half of the product.
#[inline]
const fn wide(a: u32, gain: Gain, random: u32) -> u32 {
    let fraction = (random & 0xffff_0000) >> (31 - (gain.shift & 31));
    let floor = dithered_product(a, gain.mantissa, random & 0xffff);
    floor.wrapping_add(fraction) >> (gain.shift & 31) >> 1
}

#[cfg(test)]
mod tests {
    use super::{Gain, Nearest, Stochastic, narrow, sealed::Rounding, wide};

    #[test]
    fn nearest_is_the_magnitude_rounded_half_up_with_its_sign() {
        let magnitudes = [0, 1, 2, 3, 5, 255, 32_767, 32_768, 65_535, 65_536, 98_305, i32::MAX];
        for mantissa in [0_u32, 1, 32_768, 43_691, 65_535] {
            for shift in [0, 1, 3, 16, 30] {
                let gain = Gain { mantissa, shift };
                for x in magnitudes {
                    let product = u64::from(x.unsigned_abs()) * u64::from(mantissa);
                    let rounded = |product: u64| (((product >> shift) + 1) >> 1) as i32;
                    let wide = rounded(product >> 16);
                    assert_eq!((Nearest.wide(x, gain), Nearest.wide(-x, gain)), (wide, -wide));
                    if x <= 1 << 15 {
                        let narrow = rounded(product);
                        assert_eq!(Nearest.narrow(x, gain), narrow);
                        assert_eq!(Nearest.narrow(-x, gain), -narrow);
                    }
                }
                let least = ((((u64::from(mantissa) << 31) >> 16) >> shift) + 1) >> 1;
                assert_eq!(Nearest.wide(i32::MIN, gain), -(least as i32));
            }
        }
    }

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
