//! g(u): how much of the way is left after the share u of it, from g(0) = 1 to g(1) = 0.
//!
//! | curve | g(u) | source |
//! |---|---|---|
//! | `Linear` | 1 − u | |
//! | `Cosine` | (1 + cos πu) / 2 | Loshchilov & Hutter, "SGDR", eq. 5 |
//! | `Polynomial(p)` | (1 − u)ᵖ | MXNet's `PolyScheduler` |
//! | `OneMinusPower(p)` | 1 − uᵖ; p = ½ is 1 − √u | Hägele et al., arXiv 2405.18392 |
//! | `Exponential(r)` | (rᵘ − r) / (1 − r) | timm's `WSDLRScheduler`, `exp` |
//! | `Tanh` | (1 − tanh(lower·(1 − u) + upper·u)) / 2 | Hsueh et al., arXiv 1806.01593 |
//!
//! Both g and 1 − g are computed without cancellation: the interpolation takes the one that counts
//! from the lower end.

use super::{
    between::{along, linear},
    progress::Progress,
};
use crate::words::words;
use crate::{
    Error, error,
    math::{Exponent, TWO_LOG2_E, Wide},
};

/// The way from one value to another.
///
/// ```
/// use thalweg::schedule::Curve;
/// let quarter = |curve: Curve| curve.between(1.0, 0.0, 1, 4);
/// assert_eq!(quarter(Curve::Linear), 0.75);
/// assert_eq!(quarter(Curve::Polynomial(2.0)), 0.5625);
/// assert_eq!(quarter(Curve::ONE_MINUS_SQRT), 0.5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Curve {
    /// A straight line.
    #[default]
    Linear,
    /// Half a cosine.
    Cosine,
    /// (1 − u)ᵖ, p above 0.
    Polynomial(f32),
    /// 1 − uᵖ, p above 0.
    OneMinusPower(f32),
    /// (rᵘ − r) / (1 − r), r between 0 and 1: the share of the start that is left at the end,
    /// before the curve is stretched to reach 0.
    Exponential(f32),
    /// A sigmoid from `lower` to `upper` that reaches neither end quite. timm: −7 and 3.
    Tanh {
        /// The argument of tanh at the start.
        lower: f32,
        /// The argument of tanh at the end, above `lower`.
        upper: f32,
    },
}

words! {
    enum Curve {
        0 Linear,
        1 Cosine,
        2 Polynomial(exponent),
        3 OneMinusPower(exponent),
        4 Exponential(rate),
        5 Tanh { lower, upper },
    }
}

impl Curve {
    /// 1 − √u: falls fast, then ever more slowly.
    pub const ONE_MINUS_SQRT: Self = Self::OneMinusPower(0.5);

    /// From `from` to `to`, after `done` of `total` steps; the very ends at both ends (but for `Tanh`,
    /// which has none).
    ///
    /// Within 4 ulp of the formula for every pair of steps, as far as the exponents of the curve are
    /// below 100. A curve whose own numbers are out of their ranges, which every schedule refuses, goes in
    /// a straight line.
    #[must_use]
    pub fn between(self, from: f32, to: f32, done: u32, total: u32) -> f32 {
        match self.validate() {
            Ok(()) => self.step_between(from, to, done, total),
            Err(_) => linear(from, to, done, total),
        }
    }

    /// The same for a curve that has been checked.
    #[inline]
    pub(super) fn step_between(self, from: f32, to: f32, done: u32, total: u32) -> f32 {
        if matches!(self, Self::Linear) {
            linear(from, to, done, total)
        } else {
            self.curved(from, to, done, total)
        }
    }

    /// Kept out of line, so that a straight line does not pay for it.
    #[inline(never)]
    fn curved(self, from: f32, to: f32, done: u32, total: u32) -> f32 {
        let open_ended = matches!(self, Self::Tanh { .. }) && total > 0;
        if done == 0 && !open_ended {
            from
        } else if done >= total && !open_ended {
            to
        } else {
            self.inside(from, to, Progress::of_steps(done.min(total), total))
        }
    }

    /// The same for any progress.
    pub(crate) fn blend(self, from: f32, to: f32, progress: Progress) -> f32 {
        let open_ended = matches!(self, Self::Tanh { .. });
        if progress.done.is_zero() && !open_ended {
            from
        } else if progress.rest.is_zero() && !open_ended {
            to
        } else {
            self.inside(from, to, progress)
        }
    }

    /// The same between the ends.
    #[inline]
    fn inside(self, from: f32, to: f32, progress: Progress) -> f32 {
        along(from, to, || self.gone(progress), || self.left(progress))
    }

    /// g(u).
    pub(crate) fn left(self, progress: Progress) -> Wide {
        let Progress { rest, whole, .. } = progress;
        match self {
            Self::Linear => rest.over(whole),
            Self::Cosine => progress.turned().half_cosine(),
            Self::Polynomial(power) => progress.turned().to_the(power),
            Self::OneMinusPower(power) => progress.one_minus_to_the(power),
            Self::Exponential(ratio) => {
                let ratio = Wide::from_f32(ratio);
                let power = Exponent::log2(ratio).negated().times(rest.over(whole));
                power.exp2_minus_1().times(ratio).over(Wide::ONE.minus(ratio))
            }
            Self::Tanh { lower, upper } => logistic(mixed(lower, upper, progress).negated()),
        }
    }

    /// 1 − g(u).
    pub(crate) fn gone(self, progress: Progress) -> Wide {
        let Progress { done, whole, .. } = progress;
        match self {
            Self::Linear => done.over(whole),
            Self::Cosine => progress.half_cosine(),
            Self::Polynomial(power) => progress.turned().one_minus_to_the(power),
            Self::OneMinusPower(power) => progress.to_the(power),
            Self::Exponential(ratio) => {
                let ratio = Wide::from_f32(ratio);
                let power = Exponent::log2(ratio).times(done.over(whole));
                power.exp2_minus_1().over(Wide::ONE.minus(ratio))
            }
            Self::Tanh { lower, upper } => logistic(mixed(lower, upper, progress)),
        }
    }

    /// The curve's own numbers are in their ranges.
    pub(crate) const fn validate(self) -> Result<(), Error> {
        match self {
            Self::Linear | Self::Cosine => Ok(()),
            Self::Polynomial(power) | Self::OneMinusPower(power) => error::positive("power", power),
            Self::Exponential(ratio) => error::between_0_and_1("ratio", ratio),
            Self::Tanh { lower, upper } if lower < upper && lower >= -64.0 && upper <= 64.0 => {
                Ok(())
            }
            Self::Tanh { upper: value, .. } => Err(Error::OutOfRange {
                field: "upper",
                value,
                allowed: "above lower, both from -64 to 64",
            }),
        }
    }
}

/// lower·(1 − u) + upper·u.
fn mixed(lower: f32, upper: f32, progress: Progress) -> Exponent {
    let early = Wide::from_f32(lower).times(progress.rest);
    let late = Wide::from_f32(upper).times(progress.done);
    let (negative, sum) = match (lower < 0.0, upper < 0.0) {
        (a, b) if a == b => (a, early.plus(late)),
        (a, _) if late.is_below(early) => (a, early.minus(late)),
        (a, _) => (!a, late.minus(early)),
    };
    Exponent::new(negative, sum.over(progress.whole))
}

/// (1 + tanh z) / 2 = 1 / (1 + e⁻²ᶻ).
fn logistic(z: Exponent) -> Wide {
    Wide::ONE.over(Wide::ONE.plus(z.negated().times(TWO_LOG2_E).exp2()))
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use proptest::prelude::*;

    /// g(u) and 1 − g(u) in f64.
    fn exact(curve: Curve, done: u32, total: u32) -> (f64, f64) {
        let [t, left, n] = [done, total - done, total].map(f64::from);
        let (u, v) = (t / n, left / n);
        let power = |share: f64, rest: f64, p: f32| {
            let log = if share > 0.5 { (-rest).ln_1p() } else { share.ln() } * f64::from(p);
            (log.exp(), -log.exp_m1())
        };
        let swap = |(a, b): (f64, f64)| (b, a);
        match curve {
            Curve::Linear => (v, u),
            Curve::Cosine => {
                let sine = |x: f64| (x * std::f64::consts::FRAC_PI_2).sin().powi(2);
                (sine(v), sine(u))
            }
            Curve::Polynomial(p) => power(v, u, p),
            Curve::OneMinusPower(p) => swap(power(u, v, p)),
            Curve::Exponential(r) => {
                let r = f64::from(r);
                let left = r * (-r.ln() * v).exp_m1() / (1.0 - r);
                (left, -(r.ln() * u).exp_m1() / (1.0 - r))
            }
            Curve::Tanh { lower, upper } => {
                let z = f64::from(lower) * v + f64::from(upper) * u;
                (1.0 / (1.0 + (2.0 * z).exp()), 1.0 / (1.0 + (-2.0 * z).exp()))
            }
        }
    }

    fn curves() -> impl Strategy<Value = Curve> {
        prop_oneof![
            Just(Curve::Linear),
            Just(Curve::Cosine),
            (0.1_f32..8.0).prop_map(Curve::Polynomial),
            (0.1_f32..8.0).prop_map(Curve::OneMinusPower),
            (0.001_f32..0.999).prop_map(Curve::Exponential),
            (-8.0_f32..0.0, 0.1_f32..8.0).prop_map(|(lower, upper)| Curve::Tanh { lower, upper }),
        ]
    }

    /// A share of the way: anywhere, or a few steps from an end.
    pub(crate) fn steps() -> impl Strategy<Value = (u32, u32)> {
        (0..32_u32, any::<u32>(), any::<u32>(), 0..4_u32).prop_map(|(shift, total, done, place)| {
            let total = (total >> shift).max(1);
            let near = done % 8.min(total);
            (
                if place == 0 {
                    near
                } else if place == 1 {
                    total - near
                } else {
                    done % total
                },
                total,
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn every_curve_is_within_4_ulp((done, total) in steps(), curve in curves(),
                                       a in 1e-6_f32..1.0, b in 1e-6_f32..1.0, zero in any::<bool>()) {
            let low = if zero { 0.0 } else { a.min(b) };
            for (from, to) in [(low, a.max(b)), (a.max(b), low)] {
                let (left, gone) = exact(curve, done, total);
                let wanted = f64::from(from) * left + f64::from(to) * gone;
                let found = curve.between(from, to, done, total);
                let ulp = f64::from(f32::from_bits((wanted as f32).to_bits() + 1)) - f64::from(wanted as f32);
                let error = (f64::from(found) - wanted).abs() / ulp;
                prop_assert!(error <= 4.0, "{error} ulp: {found} for {wanted}");
                prop_assert!(low <= found && found <= a.max(b));
            }
        }
    }

    #[test]
    fn both_ends_are_the_very_numbers() {
        for curve in [Curve::Linear, Curve::Cosine, Curve::Polynomial(3.0), Curve::Exponential(0.1)]
        {
            for total in [1, 3, 1 << 24, u32::MAX] {
                assert_eq!(curve.between(0.3, 0.1, 0, total), 0.3);
                assert_eq!(curve.between(0.3, 0.1, total, total), 0.1);
            }
            assert_eq!(curve.between(0.3, 0.1, 5, 4), 0.1);
            assert_eq!(curve.between(0.3, 0.1, 0, 0), 0.3);
        }
    }

    #[test]
    fn what_a_curve_refuses() {
        assert!(Curve::Polynomial(0.0).validate().is_err());
        assert!(Curve::OneMinusPower(f32::NAN).validate().is_err());
        assert!(Curve::Exponential(1.0).validate().is_err());
        assert!(Curve::Tanh { lower: 3.0, upper: -7.0 }.validate().is_err());
        assert!(Curve::Tanh { lower: -7.0, upper: 3.0 }.validate().is_ok());
        assert_eq!(Curve::Exponential(0.0).between(1.0, 0.0, 1, 4), 0.75);
    }
}
