//! η(t) = max(base · factorᵏ, floor), k = ⌊t / period⌋; base while k = 0.
//!
//! PyTorch's `StepLR` and, with a floor, MXNet's `FactorScheduler` (which changes one step later).

use super::{ONE, Schedule, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, gain::scale},
};

config! {
    /// The rate times `factor` every `period` steps, from the first time on never below `floor`.
    ///
    /// After k changes the relative error is at most (k + 1) · 2⁻²⁹, and the last unit of 2⁻³¹ is rounded
    /// down. The rate never rises for a factor of at most 0.9995.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{StepDecay, Schedule};
    /// let schedule = StepDecay::new(1.0, 0.5, 10, 0.2).unwrap();
    /// assert_eq!([9, 10, 20, 99].map(|t| schedule.at(t).to_f32()), [1.0, 0.5, 0.25, 0.2]);
    /// ```
    #[derive(Eq)]
    pub struct StepDecay {
        base_lr: Rate,
        factor: Rate,
        period: u32,
        floor: Rate,
    }
}

impl StepDecay {
    /// `base_lr` and `floor` in [0, 2), `factor` in (0, 1], `period` in steps, at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, factor: f32, period: u32, floor: f32) -> Result<Self, Error> {
        error::check!(error::at_least_one("period", period));
        error::check!(error::factor("factor", factor));
        let factor = Rate::saturating_from_f32(factor);
        match (rate("base_lr", base_lr), rate("floor", floor)) {
            (Ok(base_lr), Ok(floor)) => {
                error::validated!(Self { base_lr, factor, period, floor })
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::at_least_one("period", self.period));
        // A factor may be too small for its format: it is 0 there.
        if self.factor.to_bits() <= ONE.to_bits() {
            return Ok(());
        }
        let allowed = "at most 1";
        Err(Error::OutOfRange { field: "factor", value: self.factor.to_f32(), allowed })
    }
}

impl Schedule for StepDecay {
    fn at(&self, step: u32) -> Rate {
        let changes = step / self.period.max(1);
        if changes == 0 {
            return self.base_lr;
        }
        let rate = scale(self.base_lr).times(scale(self.factor).power(changes));
        Rate::from_bits(rate.to_q31()).max(self.floor)
    }
}
