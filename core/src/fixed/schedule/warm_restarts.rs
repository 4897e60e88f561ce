//! η(t) = min + (base − min) · (1 + cos πu) / 2, u from 0 to 1 within cycle i of T₀ · mⁱ steps, then again.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5. PyTorch's
//! `CosineAnnealingWarmRestarts`, Keras' `CosineDecayRestarts`.

use super::{Schedule, curve::Curve, narrowed, rate, whole};
use crate::{Error, config::config, error, fixed::Rate};

/// The largest factor from a cycle to the next.
const MOST: u32 = 1 << 16;
const ALLOWED: &str = "a whole number from 1 to 65536 in fixed point";

config! {
    /// A cosine that starts anew, again and again.
    ///
    /// Within 2⁻²⁷ of the formula, the first value of each cycle exact. Turns back where a cycle starts, and otherwise
    /// never within 2³⁰ steps of one.
    ///
    /// ```
    /// use thalweg::fixed::schedule::{Schedule, WarmRestarts};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule = WarmRestarts::new(1.0, 0.0, 10)?.t_mult(2.0)?;
    /// assert_eq!([0, 10, 30].map(|step| schedule.at(step).to_f32()), [1.0; 3]);
    /// assert!([5, 20].iter().all(|&step| (schedule.at(step).to_f32() - 0.5).abs() < 1e-8));
    /// assert_eq!([8, 9, 29].map(|step| schedule.is_cycle_end(step)), [false, true, true]);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Eq)]
    pub struct WarmRestarts {
        base_lr: Rate,
        min_lr: Rate,
        first_cycle: u32,
        t_mult: u32,
        cycles: Option<u32>,
    }
}

/// Where a step lies: the cycle, from 0, its steps that are over, and all its steps.
struct Place {
    cycle: u32,
    done: u32,
    length: u64,
}

impl WarmRestarts {
    /// Cosines from `base_lr` to `min_lr`, both in [0, 2), over `first_cycle` steps each (T₀, at least
    /// 1). The end of a cycle is the start of the next: `min_lr` itself is never reached.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, min_lr: f32, first_cycle: u32) -> Result<Self, Error> {
        match (rate("base_lr", base_lr), rate("min_lr", min_lr)) {
            (Ok(base_lr), Ok(min_lr)) => {
                let (t_mult, cycles) = (1, None);
                error::validated!(Self { base_lr, min_lr, first_cycle, t_mult, cycles })
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::at_least_one("first_cycle", self.first_cycle));
        if self.t_mult >= 1 && self.t_mult <= MOST {
            return Ok(());
        }
        Err(Error::Count { field: "t_mult", value: self.t_mult, allowed: ALLOWED })
    }

    /// Each cycle is `factor` times as long as the one before (m, PyTorch's `T_mult`), a whole number from 1 to 65,536. An
    /// evaluation walks at most 32 cycles.
    ///
    /// # Errors
    /// `factor` out of its range.
    pub const fn t_mult(self, factor: f32) -> Result<Self, Error> {
        match whole("t_mult", factor, MOST, ALLOWED) {
            Ok(t_mult) => Ok(Self { t_mult, ..self }),
            Err(error) => Err(error),
        }
    }

    /// Only so many cycles, then `min_lr` is held.
    #[must_use]
    pub const fn cycles(self, cycles: u32) -> Self {
        Self { cycles: Some(cycles), ..self }
    }

    /// Whether `step` is the last one of its cycle, and of those that count: the time to keep a snapshot.
    #[must_use]
    pub fn is_cycle_end(&self, step: u32) -> bool {
        let Place { cycle, done, length } = self.place(step);
        self.counts(cycle) && u64::from(done).wrapping_add(1) == length
    }

    fn counts(&self, cycle: u32) -> bool {
        self.cycles.is_none_or(|cycles| cycle < cycles)
    }

    fn place(&self, step: u32) -> Place {
        let first = self.first_cycle.max(1);
        if self.t_mult <= 1 {
            return Place { cycle: step / first, done: step % first, length: first.into() };
        }
        let (mut cycle, mut done, mut length) = (0_u32, step, u64::from(first));
        while u64::from(done) >= length {
            done = done.wrapping_sub(length as u32);
            cycle = cycle.wrapping_add(1);
            length = length.wrapping_mul(self.t_mult.into());
        }
        Place { cycle, done, length }
    }
}

impl Schedule for WarmRestarts {
    fn at(&self, step: u32) -> Rate {
        let Place { cycle, done, length } = self.place(step);
        if !self.counts(cycle) {
            return self.min_lr;
        }
        let (done, length) = narrowed(done.into(), length);
        Curve::Cosine.between(self.base_lr, self.min_lr, done, length)
    }
}
