//! η(t) = base + (max − base) · v · a: v rises from 0 to 1 and falls back within each cycle, a is 1 or halves.
//!
//! L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (CLR): triangular (a = 1) and
//! `triangular2` (a = 2⁻ⁱ in cycle i). PyTorch's `CyclicLR`.

use super::{Schedule, between, line, rate};
use crate::{Error, config::config, error, fixed::Rate};

/// How much of a cycle's height is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Amplitude {
    /// All of it: triangular.
    #[default]
    Full,
    /// Half of it less in every cycle: `triangular2`.
    Halving,
}

config! {
    /// A triangle, again and again.
    ///
    /// Within 2⁻³⁰ of the formula; of full cycles the base and the peak are exact. Turns back at both only.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Amplitude, Cyclic, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let triangular = Cyclic::new(0.25, 1.25, 4, 4)?;
    /// let rates = [0, 2, 4, 8, 12].map(|step| triangular.at(step).to_f32());
    /// assert_eq!(rates, [0.25, 0.75, 1.25, 0.25, 1.25]);
    ///
    /// let halving = triangular.amplitude(Amplitude::Halving).cycles(2);
    /// assert_eq!([4, 12, 20].map(|step| halving.at(step).to_f32()), [1.25, 0.75, 0.25]);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Eq)]
    pub struct Cyclic {
        base_lr: Rate,
        max_lr: Rate,
        steps_up: u32,
        steps_down: u32,
        amplitude: Amplitude,
        cycles: Option<u32>,
    }
}

impl Cyclic {
    /// Up from `base_lr` to `max_lr` in `steps_up`, down again in `steps_down`, for ever. Rates in
    /// [0, 2), at least 1 step in all, at most 2³² − 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(
        base_lr: f32,
        max_lr: f32,
        steps_up: u32,
        steps_down: u32,
    ) -> Result<Self, Error> {
        match (rate("base_lr", base_lr), rate("max_lr", max_lr)) {
            (Ok(base_lr), Ok(max_lr)) => {
                let (amplitude, cycles) = (Amplitude::Full, None);
                error::validated!(Self { base_lr, max_lr, steps_up, steps_down, amplitude, cycles })
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        let Some(length) = self.steps_up.checked_add(self.steps_down) else {
            let allowed = "at most 2^32 - 1 together with steps_up";
            return Err(Error::Count { field: "steps_down", value: self.steps_down, allowed });
        };
        error::at_least_one("cycle_length", length)
    }

    /// How the height of the cycles shrinks.
    #[must_use]
    pub const fn amplitude(self, amplitude: Amplitude) -> Self {
        Self { amplitude, ..self }
    }

    /// Only so many cycles, then the base is held.
    #[must_use]
    pub const fn cycles(self, cycles: u32) -> Self {
        Self { cycles: Some(cycles), ..self }
    }

    /// The peak of cycle `cycle`.
    fn peak(&self, cycle: u32) -> Rate {
        match self.amplitude {
            Amplitude::Full => self.max_lr,
            // From the 34th cycle on it is the base.
            Amplitude::Halving => between(self.base_lr, self.max_lr, (1 << 32) >> cycle.min(33)),
        }
    }
}

impl Schedule for Cyclic {
    fn at(&self, step: u32) -> Rate {
        let length = self.steps_up.wrapping_add(self.steps_down).max(1);
        let (cycle, position) = (step / length, step % length);
        if self.cycles.is_some_and(|cycles| cycle >= cycles) {
            return self.base_lr;
        }
        let peak = self.peak(cycle);
        match position.checked_sub(self.steps_up) {
            None => line(self.base_lr, peak, position, self.steps_up),
            Some(down) => line(peak, self.base_lr, down, self.steps_down),
        }
    }
}
