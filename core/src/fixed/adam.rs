//! Adam in integers: m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − η m̂ / (√v̂ + ε).
//!
//! D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1, with ε
//! outside the root. The averages are kept as sums, m̃ = m / (1 − β₁) and ṽ = v / (1 − β₂), so that no
//! bit is lost to (1 − β₂) = 0.001; one scalar a step turns their quotient into the paper's:
//!
//! m̂ / √v̂ = m̃ / √ṽ · (1 − β₁) / (1 − β₁ᵗ) · √((1 − β₂ᵗ) / (1 − β₂)).
//!
//! | what | format | rounding |
//! |---|---|---|
//! | β₁, β₂ | Q0.16 | to nearest, once |
//! | m̃ | i32, G + 8 fraction bits | β₁ m̃ towards zero |
//! | ṽ | 28-bit mantissa, exponent of 4: see `second` | relative error 2⁻²⁶ a step |
//! | √ṽ | 16 bits | the exact floor of the root of 32 bits |
//! | m̃ / √ṽ | Q3.12, below 2³ by the Cauchy-Schwarz inequality | to nearest |
//! | scalar | 16 significant bits, relative error 2⁻¹⁴ | to nearest |
//! | update | in units of w | to nearest or stochastic |
//!
//! |m̃| ≤ √ṽ / √(1 − β₁²/β₂): with β₁² ≤ 0.98 β₂ the quotient stays below 7.08.

use super::{
    Decay, Formats, Rounding, Rule,
    gain::{GUARD, Gain, decay, widen},
    rule::{sealed, subtract},
    scale::Scale,
    second::Second,
    sgd::{bounded, validate_bounded, validate_sum},
};
use crate::{Error, Zero, config::config, default, error, math::isqrt};

/// How much rounding a decay, or its square, may change: twice half a unit of 2⁻¹⁶.
const ROUNDING: f32 = 1.0 / 65_536.0;
/// Fraction bits of m̃ / √ṽ.
const QUOTIENT: u32 = 12;

config! {
    /// Adam, for η √(1 − β₂ᵗ) (1 − β₁) / (1 − β₁ᵗ) below 2^(27 − W) √(1 − β₂): any η for W ≤ 24.
    ///
    /// 8 bytes of state a parameter, and one 32-bit division.
    ///
    /// ```
    /// use thalweg::fixed::{Adam, Gradient, Optimizer, Rate, Weight};
    /// let mut w = [1.0, 1.0].map(Weight::saturating_from_f32);
    /// let mut optimizer = Optimizer::<Adam, [Weight; 2]>::new(Adam::DEFAULT).unwrap();
    /// let gradient = [3.0, -0.01].map(Gradient::saturating_from_f32);
    /// optimizer.step(&mut w, &gradient, Rate::from_f32(0.01).unwrap()).unwrap();
    /// let w = w.map(Weight::<22>::to_f32); // the first step is η, whatever the gradient
    /// assert!((w[0] - 0.99).abs() < 1e-5 && (w[1] - 1.01).abs() < 1e-5);
    /// ```
    pub struct Adam {
        beta1: Decay,
        beta2: Decay,
        epsilon: f32,
    }
}

impl Adam {
    /// The paper's β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    pub const DEFAULT: Self = crate::valid!(Self::new(0.9, 0.999, 1e-8));

    /// β₁ in [0, 0.996], β₂ in [0, 1) with β₁² ≤ 0.98 β₂, ε at least 0.
    ///
    /// Both decays are rounded to multiples of 2⁻¹⁶; √v̂ + ε is kept at 2⁻⁸ units of the gradient or
    /// above, as the quotient needs a divisor.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(beta1: f32, beta2: f32, epsilon: f32) -> Result<Self, Error> {
        match (bounded("beta1", beta1), Decay::from_f32(beta2)) {
            (Ok(beta1), Ok(beta2)) => error::validated!(Self { beta1, beta2, epsilon }),
            (Err(error), _) => Err(error),
            (_, Err(_)) => {
                let allowed = "at least 0 and at most 0.99999";
                Err(Error::OutOfRange { field: "beta2", value: beta2, allowed })
            }
        }
    }

    pub(super) const fn epsilon(self) -> f32 {
        self.epsilon
    }

    const fn validate(self) -> Result<(), Error> {
        error::check!(error::non_negative("epsilon", self.epsilon));
        error::check!(validate_bounded("beta1", self.beta1));
        // The roundings of both decays are no reason to refuse them.
        let (beta1, beta2) = (self.beta1.to_f32(), self.beta2.to_f32());
        if beta1 * beta1 > 0.98 * beta2 + 2.0 * ROUNDING {
            let allowed = "such that beta1 squared is at most 0.98 beta2";
            return Err(Error::OutOfRange { field: "beta1", value: beta1, allowed });
        }
        Ok(())
    }
}

default!(Adam);

/// m̃ and ṽ of one parameter, both 0 at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moments {
    first: i32,
    second: Second,
}

impl Zero for Moments {
    const ZERO: Self = Self { first: 0, second: Second::ZERO };

    #[inline]
    fn clear(&mut self) {
        *self = Self::ZERO;
    }
}

impl Moments {
    /// The moments of these bits; whether a rule can have left them behind,
    /// [`Optimizer::restore`](super::Optimizer::restore) tells.
    pub const fn from_bits([first, second]: [u32; 2]) -> Self {
        Self { first: first as i32, second: Second::from_bits(second) }
    }

    /// Both, as they are kept: m̃, and ṽ with its exponent of 4 in the lowest four bits.
    pub const fn to_bits(self) -> [u32; 2] {
        [self.first as u32, self.second.to_bits()]
    }

    /// Takes a gradient in; m̃ and ṽ then.
    #[inline]
    pub(super) const fn accumulate(&mut self, s: &Scalars, g: i16) -> (i32, Second) {
        let magnitude = g.unsigned_abs() as u32;
        self.first = decay(self.first, s.beta1).wrapping_add(widen(g));
        self.second = self.second.accumulate(magnitude.wrapping_mul(magnitude), s.beta2);
        (self.first, self.second)
    }
}

/// The scalars of one step of Adam.
#[derive(Clone, Copy, Debug)]
pub struct Scalars {
    beta1: u32,
    beta2: u32,
    /// ε beside √ṽ, in units of m̃; at least 1.
    pub(super) epsilon: u32,
    pub(super) gain: Gain,
}

/// 1 − βᵗ.
const fn correction(beta: u32, t: u32) -> Scale {
    let power = Scale::new(beta, -16).power(t).to_q31();
    Scale::new((1_u32 << 31).wrapping_sub(power), -31)
}

impl Rule for Adam {}

impl sealed::Rule for Adam {
    type State = Moments;
    type Scalars = Scalars;

    const NAME: &'static str = "Adam";
    const BRIEF: bool = false;

    fn begin(&self, t: u32, rate: Scale, formats: Formats) -> Result<Scalars, Scale> {
        let [beta1, beta2] = [self.beta1, self.beta2].map(|beta| u32::from(beta.to_bits()));
        let first = correction(beta1, 1).over(correction(beta1, t));
        let root = correction(beta2, t).over(correction(beta2, 1)).sqrt();
        let epsilon = Scale::from_f32(self.epsilon).times(root);
        let epsilon = epsilon.to_integer((formats.gradient + GUARD) as i32).max(1);
        let corrected = rate.times(first).times(root);
        let gain = Gain::narrow(corrected, QUOTIENT, formats.parameter)
            .map_err(|below| below.over(first.times(root)))?;
        Ok(Scalars { beta1, beta2, epsilon, gain })
    }

    #[allow(clippy::inline_always)] // large, but called from one loop
    #[inline(always)]
    fn descend<D: Rounding>(
        s: &Scalars,
        w: &mut i32,
        g: i16,
        state: &mut Moments,
        d: &mut D,
    ) -> bool {
        let (m, v) = state.accumulate(s, g);
        // √ṽ = r · 2ᵉ in units of m̃: shifting both sides by e leaves 16 bits of divisor.
        let (r, e) = (isqrt(v.mantissa() << 4), v.exponent());
        let divisor = r.saturating_add(s.epsilon >> e).max(1);
        let dividend = (m.unsigned_abs() >> e << QUOTIENT).saturating_add(divisor >> 1);
        let quotient = (dividend / divisor).min(1 << 15) as i32;
        let step = d.narrow(quotient, s.gain);
        subtract(w, if m < 0 { -step } else { step })
    }

    fn validate_state(&self, state: &Moments) -> Result<(), Error> {
        validate_sum(state.first, self.beta1)?;
        state.second.validate()
    }
}
