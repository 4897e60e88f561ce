//! Adam in integers without a division: m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
//! w ← w − η m̂ / √(v̂ + ε²).
//!
//! As [`Adam`], but ε² stands inside the root, so that one inverse root takes the place of a root and a
//! division: 1/√ from a table of 96 numbers and one step of Newton's method, then a product. With
//! √v̂ ≤ √(v̂ + ε²) ≤ √v̂ + ε ≤ √2 √(v̂ + ε²), a step is as long as Adam's where √v̂ is far from ε and up to
//! √2 times as long where it is near.
//!
//! | what | format | error |
//! |---|---|---|
//! | m̃, ṽ, scalar, update | as in `Adam` | as there |
//! | ε | whole units of m̃, 1 or more | rounded down |
//! | 1/√(ṽ + ε²) | 13 significant bits | 2⁻¹² of it |
//! | m̃ / √(ṽ + ε²) | Q3.12, below 2³ as in `Adam` | 2⁻¹² of it, and half a unit |

use super::{
    Adam, Formats, Moments, Rounding, Rule,
    adam::Scalars,
    rule::{sealed, subtract},
    scale::Scale,
    second::Second,
};
use crate::{Error, config::config, default, error, math::inverse_root};

config! {
    /// Adam by an inverse root, without a division; any η for W ≤ 24, as for [`Adam`].
    ///
    /// w ← w − η m̂ / √(v̂ + ε²): the quotient is within 2⁻¹² of itself and 2⁻¹³. 8 bytes of state a
    /// parameter. On a Cortex-M0+, which has no division, it takes half of `Adam`'s instructions.
    ///
    /// ```
    /// use thalweg::fixed::{AdamInverseRoot, Gradient, Optimizer, Rate, Weight};
    /// let mut w = [1.0, 1.0].map(Weight::saturating_from_f32);
    /// let mut optimizer = Optimizer::<AdamInverseRoot, [Weight; 2]>::new(AdamInverseRoot::DEFAULT).unwrap();
    /// let gradient = [3.0, -0.01].map(Gradient::saturating_from_f32);
    /// optimizer.step(&mut w, &gradient, Rate::from_f32(0.01).unwrap()).unwrap();
    /// let w = w.map(Weight::<22>::to_f32); // the first step is η, whatever the gradient
    /// assert!((w[0] - 0.99).abs() < 1e-5 && (w[1] - 1.01).abs() < 1e-5);
    /// ```
    pub struct AdamInverseRoot {
        adam: Adam,
    }
}

impl AdamInverseRoot {
    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as [`Adam::DEFAULT`].
    pub const DEFAULT: Self = crate::valid!(Self::new(0.9, 0.999, 1e-8));

    /// β₁ in [0, 0.996], β₂ in [0, 1) with β₁² ≤ 0.98 β₂, ε in [0, 1].
    ///
    /// Both decays are rounded to multiples of 2⁻¹⁶; ε is kept at 2⁻⁸ units of the gradient or above.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(beta1: f32, beta2: f32, epsilon: f32) -> Result<Self, Error> {
        match Adam::new(beta1, beta2, epsilon) {
            Ok(adam) => error::validated!(Self { adam }),
            Err(error) => Err(error),
        }
    }

    const fn validate(self) -> Result<(), Error> {
        error::share("epsilon", self.adam.epsilon())
    }
}

default!(AdamInverseRoot);

/// What one step multiplies with, and ε.
#[derive(Clone, Copy, Debug)]
pub struct InverseScalars {
    adam: Scalars,
    /// ε² in units of m̃² · 4^exponent; from 2³⁰ on unless the exponent is 0.
    square: u32,
    exponent: u32,
}

impl InverseScalars {
    fn new(adam: Scalars) -> Self {
        // An ε of 1 has 2²³ units of m̃ at most, and the bias correction of 2⁻¹⁶ makes it 2³¹.
        let epsilon = u64::from(adam.epsilon.min(1 << 31));
        let (mut square, mut exponent) = (epsilon * epsilon, 0_u32);
        while square >> 32 != 0 {
            (square, exponent) = (square >> 2, exponent.wrapping_add(1));
        }
        Self { adam, square: square as u32, exponent }
    }

    /// ṽ + ε² in units of m̃² · 4^e, and e.
    #[inline]
    const fn beside(&self, v: Second) -> (u32, u32) {
        let (mantissa, exponent) = (v.mantissa() << 4, v.exponent());
        let (a, b, e) = if exponent >= self.exponent {
            (mantissa, self.square >> (exponent.wrapping_sub(self.exponent) << 1 & 31), exponent)
        } else {
            (
                mantissa >> (self.exponent.wrapping_sub(exponent) << 1 & 31),
                self.square,
                self.exponent,
            )
        };
        match a.checked_add(b) {
            Some(sum) => (sum, e),
            None => (a.wrapping_add(b) >> 2 | 1 << 30, e.wrapping_add(1)),
        }
    }
}

impl Rule for AdamInverseRoot {}

impl sealed::Rule for AdamInverseRoot {
    type State = Moments;
    type Scalars = InverseScalars;

    const NAME: &'static str = "AdamInverseRoot";
    const BRIEF: bool = false;

    fn begin(&self, t: u32, rate: Scale, formats: Formats) -> Result<InverseScalars, Scale> {
        self.adam.begin(t, rate, formats).map(InverseScalars::new)
    }

    #[allow(clippy::inline_always)] // large, but called from one loop
    #[inline(always)]
    fn descend<D: Rounding>(
        s: &InverseScalars,
        w: &mut i32,
        g: i16,
        state: &mut Moments,
        d: &mut D,
    ) -> bool {
        let (m, v) = state.accumulate(&s.adam, g);
        let (sum, e) = s.beside(v);
        // By an even number of bits up, sum = z · 2^−zeros has one of its two highest bits.
        let zeros = if sum >> 30 == 0 { sum.leading_zeros() & !1 } else { 0 };
        // 14 bits of 2¹³/√z leave 18 for |m̃|: their product stays below 7.08 · 2²⁹.
        let inverse = inverse_root(sum << (zeros & 31)).wrapping_add(1 << 16) >> 17;
        let product = (m.unsigned_abs() >> (e & 31)).wrapping_mul(inverse);
        let down = 15_u32.wrapping_sub(zeros >> 1);
        let quotient = (product >> (down & 15)).wrapping_add(1) >> 1;
        let step = d.narrow(quotient.min(1 << 15) as i32, s.adam.gain);
        subtract(w, if m < 0 { -step } else { step })
    }

    fn validate_state(&self, state: &Moments) -> Result<(), Error> {
        self.adam.validate_state(state)
    }
}
