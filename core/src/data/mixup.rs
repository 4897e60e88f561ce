//! x ← λ x + (1 − λ) x′, q ← λ q + (1 − λ) q′ with λ ~ Beta(α, α).
//!
//! H. Zhang et al., "mixup: Beyond Empirical Risk Minimization" (2018), equation 1. λ by M. D. Jöhnk, "Erzeugung von
//! betaverteilten und gammaverteilten Zufallszahlen" (1964): U^(1/α) / (U^(1/α) + V^(1/α)) of two even numbers, drawn again
//! while the sum is above 1; where both powers are too small for a number, the same of their logarithms. It is a function of seed and sample, so that a training that goes on mixes as before.

use crate::{
    Error,
    config::config,
    error,
    math::{exp, ln, powf},
    random::Random,
};

config! {
    /// Mixes two samples and their targets.
    ///
    /// ```
    /// use thalweg::{data::Mixup, loss::SoftmaxCrossEntropy};
    /// const MIXUP: Mixup = Mixup { alpha: 0.2, seed: 1 };
    /// let (mut x, mut target) = ([1.0, 0.0], [0.0; 3]);
    /// let share = MIXUP.mix(7, &mut x, &[0.0, 1.0]).unwrap();
    /// assert!((x[0] - share).abs() < 1e-6 && (x[1] - (1.0 - share)).abs() < 1e-6);
    /// Mixup::mix_classes(share, 0, 2, &mut target).unwrap();
    /// let mut z = [0.1, 0.2, 0.3];
    /// SoftmaxCrossEntropy::DEFAULT.value_and_grad_soft(&mut z, &target).unwrap();
    /// ```
    pub struct Mixup {
        /// α above 0 and at most 1: 1 makes every share as likely as any other, 0.2 mostly one near 0 or 1.
        pub alpha: f32,
        /// Another one gives other shares.
        pub seed: u32,
    }
}

/// Jöhnk accepts half of the draws or more: this many fail one time in 2⁶⁴.
const TRIES: u32 = 64;

impl Mixup {
    const fn validate(self) -> Result<(), Error> {
        error::factor("alpha", self.alpha)
    }

    /// λ of a sample, from 0 to 1.
    ///
    /// # Errors
    /// `alpha` out of its range.
    pub fn share(&self, sample: u32) -> Result<f32, Error> {
        self.validate()?;
        let (random, power) = (Random::new(self.seed, sample), 1.0 / self.alpha);
        for index in 0..TRIES {
            // In [0, 1): the even number is in [−1, 1).
            let draw = |i: u32| 0.5 + 0.5 * random.even(i);
            let (u, v) = (draw(index.wrapping_mul(2)), draw(index.wrapping_mul(2).wrapping_add(1)));
            let (a, b) = (powf(u, power), powf(v, power));
            let sum = a + b;
            if sum <= 0.0 {
                return Ok(share_of_powers(u, v, self.alpha));
            }
            if sum <= 1.0 {
                return Ok(a / sum);
            }
        }
        Ok(0.5)
    }

    /// x ← λ x + (1 − λ) x′; returns λ.
    ///
    /// # Errors
    /// `alpha` out of its range, `other` of another length, a value that is not finite; nothing is changed then.
    pub fn mix(&self, sample: u32, x: &mut [f32], other: &[f32]) -> Result<f32, Error> {
        let share = self.share(sample)?;
        error::same_length("other", x.len(), other.len())?;
        error::finite("x", x)?;
        error::finite("other", other)?;
        x.iter_mut().zip(other).for_each(|(x, other)| *x = share * *x + (1.0 - share) * other);
        Ok(share)
    }

    /// The probabilities of a mixture: `share` of one class, the rest of another.
    ///
    /// # Errors
    /// `share` not from 0 to 1, a class that is none; nothing is changed then.
    pub fn mix_classes(
        share: f32,
        class: usize,
        other: usize,
        probabilities: &mut [f32],
    ) -> Result<(), Error> {
        error::share("share", share)?;
        error::class("class", class, probabilities.len())?;
        error::class("other", other, probabilities.len())?;
        probabilities.fill(0.0);
        for (class, share) in [(class, share), (other, 1.0 - share)] {
            if let Some(probability) = probabilities.get_mut(class) {
                *probability += share;
            }
        }
        Ok(())
    }
}

/// u^(1/α) / (u^(1/α) + v^(1/α)) where neither power is a number above 0: 1 / (1 + (v/u)^(1/α)).
fn share_of_powers(u: f32, v: f32, alpha: f32) -> f32 {
    // A 0 stands for half a step of the draws.
    let logarithm = |draw: f32| ln(draw.max(HALF_STEP));
    1.0 / (1.0 + exp((logarithm(v) - logarithm(u)) / alpha))
}

/// 2⁻²⁵: a draw is a multiple of 2⁻²⁴.
const HALF_STEP: f32 = 1.0 / 33_554_432.0;

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    #[test]
    fn shares_have_the_moments_of_their_distribution() {
        const COUNT: u32 = 20_000;
        for alpha in [0.05, 0.2, 0.5, 1.0] {
            let mixup = Mixup { alpha, seed: 3 };
            let shares = (0..COUNT).map(|sample| f64::from(mixup.share(sample).unwrap()));
            let mean = shares.clone().sum::<f64>() / f64::from(COUNT);
            let variance = shares.map(|x| (x - 0.5).powi(2)).sum::<f64>() / f64::from(COUNT);
            // Of Beta(α, α): 1 / (4 (2α + 1)).
            let wanted = 0.25 / (2.0 * f64::from(alpha) + 1.0);
            assert!((mean - 0.5).abs() < 0.012, "{alpha}: mean {mean}");
            assert!((variance / wanted - 1.0).abs() < 0.03, "{alpha}: {variance} for {wanted}");
        }
    }

    #[test]
    fn a_small_alpha_gives_one_of_both() {
        const COUNT: u32 = 2000;
        for alpha in [1e-3, 1e-4, 1e-10, f32::MIN_POSITIVE, f32::from_bits(1)] {
            let mixup = Mixup { alpha, seed: 5 };
            let shares = (0..COUNT).map(|sample| mixup.share(sample).unwrap());
            let between = shares.clone().filter(|share| *share > 0.01 && *share < 0.99).count();
            // Of Beta(α, α) about 2 α artanh 0.98: 9 of 2000 at α = 1e-3.
            assert!(between <= if alpha == 1e-3 { 25 } else { 5 }, "{alpha}: {between}");
            let mean = shares.map(f64::from).sum::<f64>() / f64::from(COUNT);
            assert!((mean - 0.5).abs() < 0.06, "{alpha}: mean {mean}");
        }
    }

    #[test]
    fn an_ordinary_alpha_gives_the_quotient_of_powers() {
        for alpha in [0.1, 0.2, 0.4, 1.0] {
            for sample in 0..500 {
                let random = Random::new(3, sample);
                let power = |i: u32| powf(0.5 + 0.5 * random.even(i), 1.0 / alpha);
                let mut pairs = (0..64).map(|pair| (power(2 * pair), power(2 * pair + 1)));
                let (u, v) = pairs.find(|(u, v)| u + v <= 1.0).unwrap();
                assert_eq!(Mixup { alpha, seed: 3 }.share(sample), Ok(u / (u + v)));
            }
        }
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let (mut x, mixup) = ([1.0, 2.0], Mixup { alpha: 0.0, seed: 1 });
        let error = mixup.mix(0, &mut x, &[0.0; 2]).unwrap_err().to_string();
        assert_eq!(error, "alpha is 0; allowed: above 0 and at most 1");
        let error = Mixup { alpha: 1.0, seed: 1 }.mix(0, &mut x, &[0.0]).unwrap_err().to_string();
        assert_eq!(error, "other has 1 elements; allowed: exactly 2");
        let error = Mixup::mix_classes(0.5, 0, 2, &mut x).unwrap_err().to_string();
        assert_eq!(error, "other is 2; allowed: below the number of classes");
        assert_eq!(x, [1.0, 2.0]);
        Mixup::mix_classes(0.25, 1, 1, &mut x).unwrap();
        assert_eq!(x, [0.0, 1.0]);
    }
}
