//! η(t) = final + (base − final) · (1 − t / T)ᵖ, held from T on.
//!
//! MXNet's `PolyScheduler`, PyTorch's `PolynomialLR`, Optax' `polynomial_schedule`, Keras' `PolynomialDecay`.

use super::{Schedule, between, rate, whole};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, scale::ratio},
};

/// The largest power.
const MOST: u32 = 16;
const ALLOWED: &str = "a whole number from 1 to 16 in fixed point";

config! {
    /// A power of the share of steps that is left, from `base_lr` to `final_lr`.
    ///
    /// Within p · 2⁻³⁰ of the formula, both ends exact. Never turns back.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Polynomial, Schedule};
    /// let schedule = Polynomial::new(1.0, 0.0, 2.0, 4).unwrap();
    /// let rates = [0, 2, 3, 4, 9].map(|step| schedule.at(step).to_f32());
    /// assert_eq!(rates, [1.0, 0.25, 0.0625, 0.0, 0.0]);
    /// let error = Polynomial::new(1.0, 0.0, 1.5, 4).unwrap_err();
    /// assert_eq!(error.to_string(), "power is 1.5; allowed: a whole number from 1 to 16 in fixed point");
    /// ```
    #[derive(Eq)]
    pub struct Polynomial {
        base_lr: Rate,
        final_lr: Rate,
        power: u32,
        steps: u32,
    }
}

impl Polynomial {
    /// `base_lr` and `final_lr` in [0, 2), `power` a whole number from 1 (a straight line) to 16 (MXNet's default is 2),
    /// `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, power: f32, steps: u32) -> Result<Self, Error> {
        let power = match whole("power", power, MOST, ALLOWED) {
            Ok(power) => power,
            Err(error) => return Err(error),
        };
        match (rate("base_lr", base_lr), rate("final_lr", final_lr)) {
            (Ok(base_lr), Ok(final_lr)) => {
                error::validated!(Self { base_lr, final_lr, power, steps })
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::at_least_one("steps", self.steps));
        if self.power >= 1 && self.power <= MOST {
            return Ok(());
        }
        Err(Error::Count { field: "power", value: self.power, allowed: ALLOWED })
    }
}

impl Schedule for Polynomial {
    fn at(&self, step: u32) -> Rate {
        if step == 0 {
            return self.base_lr;
        }
        let left = self.steps.saturating_sub(step);
        let weight = power(ratio(left, self.steps), self.power);
        between(self.final_lr, self.base_lr, weight.into())
    }
}

/// xⁿ in Q0.32, for x in Q0.32 and n from 1 on, by repeated squaring: n − 1 units below it at most, and never less for a
/// larger x.
fn power(x: u32, n: u32) -> u32 {
    let (mut base, mut rest, mut product) = (u64::from(x), n, 1_u64 << 32);
    while rest > 0 {
        if rest & 1 == 1 {
            // No factor is above 2³², and one of them below.
            product = product.wrapping_mul(base) >> 32;
        }
        base = base.wrapping_mul(base) >> 32;
        rest >>= 1;
    }
    product as u32
}
