//! η(t) = base · rate^(t / n), or with the exponent's floor a staircase.
//!
//! PyTorch's `ExponentialLR` (n = 1), Optax' and Keras' exponential decay. The fall of a step, −log₂(rate) / n, is taken
//! once, when the schedule is made; t times that are whole halvings and a rest below one, and 2⁻ᶠ of the rest f is a
//! Taylor series for f < ½, times √½ for the other half. The next term of the series is 7e-12, a thirtieth of the last
//! bit.

use super::{Schedule, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, scale::ratio},
};

config! {
    /// The rate times `rate` every `steps` steps, smoothly or at once.
    ///
    /// Within 2⁻²⁸ of the formula in the first 2²⁴ steps. Never turns back, if a step takes 2⁻²⁸ or more of the rate
    /// away; of the staircase one of its stairs.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Exponential, Schedule};
    /// let smooth = Exponential::new(1.0, 0.25, 10).unwrap();
    /// let stairs = smooth.staircase().limit(0.125).unwrap();
    /// assert_eq!([0, 10, 20].map(|step| smooth.at(step).to_f32()), [1.0, 0.25, 0.0625]);
    /// assert!((smooth.at(5).to_f32() - 0.5).abs() < 1e-8);
    /// assert_eq!([0, 5, 10, 20].map(|step| stairs.at(step).to_f32()), [1.0, 1.0, 0.25, 0.125]);
    /// ```
    #[derive(Eq)]
    pub struct Exponential {
        base_lr: Rate,
        /// Of a step, in halvings and in units of 2⁻⁵⁷.
        fall: u64,
        steps: u32,
        staircase: bool,
        limit: Option<Rate>,
    }
}

impl Exponential {
    /// `base_lr` in [0, 2); `rate` above 0 and at most 1, of which what is below 2⁻¹²⁶ counts as that; `steps` at
    /// least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, rate: f32, steps: u32) -> Result<Self, Error> {
        error::check!(error::factor("rate", rate));
        let base_lr = match super::rate("base_lr", base_lr) {
            Ok(base_lr) => base_lr,
            Err(error) => return Err(error),
        };
        let fall = divided(halvings(rate), steps);
        error::validated!(Self { base_lr, fall, steps, staircase: false, limit: None })
    }

    const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("steps", self.steps)
    }

    /// Only at multiples of `steps`.
    #[must_use]
    pub const fn staircase(self) -> Self {
        Self { staircase: true, ..self }
    }

    /// Never beyond `limit`: a floor, or of a `rate` of 1 a ceiling.
    ///
    /// # Errors
    /// `limit` outside [0, 2).
    pub const fn limit(self, limit: f32) -> Result<Self, Error> {
        match rate("limit", limit) {
            Ok(limit) => Ok(Self { limit: Some(limit), ..self }),
            Err(error) => Err(error),
        }
    }
}

impl Schedule for Exponential {
    fn at(&self, step: u32) -> Rate {
        let since = if self.staircase { step % self.steps.max(1) } else { 0 };
        let value = fallen(self.base_lr, times(step.wrapping_sub(since), self.fall));
        match self.limit {
            Some(limit) if self.fall == 0 => value.min(limit),
            Some(limit) => value.max(limit),
            None => value,
        }
    }
}

/// −log₂ x in units of 2⁻⁵⁷, within two; x above 0 and at most 1.
///
/// Digit by digit: a square of z in [1, 2) that reaches 2 is a digit of log₂ z. What a square loses weighs ever less.
const fn halvings(x: f32) -> u64 {
    let exponent = x.to_bits() >> 23;
    if exponent == 0 {
        return 126 << FRACTION;
    }
    // z in units of 2⁻⁶³.
    let mut z = ((x.to_bits() & 0x7f_ffff | 1 << 23) as u64) << 40;
    let (mut log2, mut digits) = (0_u64, FRACTION);
    while digits > 0 {
        let square = (z as u128).wrapping_mul(z as u128) >> 63;
        let digit = (square >> 64) as u64;
        z = (square >> digit) as u64;
        (log2, digits) = (log2 << 1 | digit, digits - 1);
    }
    ((127_u64.wrapping_sub(exponent as u64)) << FRACTION).wrapping_sub(log2)
}

/// Fraction bits of a fall.
const FRACTION: u32 = 57;

/// ⌊x / n⌋ or a unit less, with no 64-bit division; n is at least 1.
const fn divided(x: u64, n: u32) -> u64 {
    let (high, low) = ((x >> 32) as u32, x as u32);
    let n = if n == 0 { 1 } else { n };
    ((high / n) as u64) << 32 | (ratio(high % n, n) as u64).wrapping_add((low / n) as u64)
}

/// `steps` times the fall of a step, in units of 2⁻³², rounded down.
const fn times(steps: u32, fall: u64) -> u64 {
    let (high, low) = (fall >> 32, fall & 0xffff_ffff);
    let (high, low) = (high.wrapping_mul(steps as u64), low.wrapping_mul(steps as u64));
    // Beyond 2⁷ halvings nothing is left, and no bit is lost of what is below.
    let high = if high >> 32 > 0 { 1 << 32 } else { high };
    (high << 7).wrapping_add(low >> 25)
}

/// `from` · 2⁻ˣ rounded down, for x in units of 2⁻³².
const fn fallen(from: Rate, x: u64) -> Rate {
    let whole = x >> 32;
    if whole > 31 {
        return Rate::from_bits(0);
    }
    let part = (from.to_bits() as u64).wrapping_mul(power_of_a_half(x as u32)) >> 32;
    Rate::from_bits((part >> whole) as u32)
}

/// (ln 2)ⁿ / n! in Q0.32, for n = 9, 8 … 0.
const SERIES: [u64; 10] = [
    0x1b5,
    0x162c,
    0xffe6,
    0x000a_1849,
    0x0057_6200,
    0x0276_556e,
    0x0e35_846c,
    0x3d7f_7bff,
    0xb172_17f8,
    0x1_0000_0000,
];
/// √½ in Q0.32.
const ROOT: u64 = 0xb504_f334;

/// 2⁻ᶠ in Q0.32, for f in Q0.32.
const fn power_of_a_half(f: u32) -> u64 {
    let (late, f) = (f >> 31 == 1, (f & 0x7fff_ffff) as u64);
    let (mut sum, mut series) = (0_u64, SERIES.as_slice());
    while let [coefficient, rest @ ..] = series {
        // Each coefficient is above what is taken from it.
        sum = coefficient.wrapping_sub(sum.wrapping_mul(f) >> 32);
        series = rest;
    }
    if late { sum.wrapping_mul(ROOT) >> 32 } else { sum }
}
