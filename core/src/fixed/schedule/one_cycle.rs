//! η(t): up from `initial` to `max`, down again, and further down to `final`, once.
//!
//! L. N. Smith, N. Topin, "Super-Convergence", and L. N. Smith, arXiv 1803.09820. PyTorch's
//! `OneCycleLR`, Optax' `cosine_onecycle_schedule` and `linear_onecycle_schedule`, and the MXNet
//! tutorial's `OneCycleSchedule`, a triangle with a cool-down.

use super::{Schedule, curve::Curve, narrowed, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::Rate,
    schedule::{self as floats, OneCycleOptions},
};

config! {
    /// One rise and one fall; the final rate is held. Its curve is `Linear` or `Cosine`.
    ///
    /// Within 2⁻²⁷ of the formula through its first and last rate as `f32`s hold them; these are exact, and the peak where it lies at a
    /// step. Turns back at the peak, and where a third phase begins that ends higher; else never, if no phase has more than 2²⁸ steps.
    ///
    /// ```
    /// use thalweg::fixed::{Rate, schedule::{OneCycle, Schedule}};
    /// use thalweg::schedule::OneCycleOptions;
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let options = OneCycleOptions { pct_start: 0.25, ..OneCycleOptions::DEFAULT };
    /// let schedule = OneCycle::new(1.0, 100, &options)?;
    /// assert_eq!([0, 24, 99, 500].map(|step| schedule.at(step)), [
    ///     Rate::from_f32(0.04)?, Rate::from_f32(1.0)?, Rate::from_f32(4e-6)?, Rate::from_f32(4e-6)?,
    /// ]);
    ///
    /// let cooled = OneCycle::with_cooldown(0.25, 1.25, 8, 4, 0.125)?;
    /// let rates = [0, 4, 8, 12].map(|step| cooled.at(step).to_f32());
    /// assert_eq!(rates, [0.25, 1.25, 0.25, 0.125]);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Eq)]
    pub struct OneCycle {
        initial: Rate,
        max: Rate,
        /// The value at `back_at`; with two phases that is the peak itself.
        back: Rate,
        last: Rate,
        curve: Curve,
        /// Positions in units of 2⁻³² steps: a share of steps may end between two of them.
        peak_at: u64,
        back_at: u64,
        end_at: u64,
    }
}

impl OneCycle {
    /// Up to `max_lr`, in [0, 2), and down within `total_steps`, at least 2.
    ///
    /// # Errors
    /// A field out of its range; a curve that is neither `Linear` nor `Cosine`; a peak before step 0; phases out of order.
    pub const fn new(
        max_lr: f32,
        total_steps: u32,
        options: &OneCycleOptions,
    ) -> Result<Self, Error> {
        match floats::OneCycle::new(max_lr, total_steps, options) {
            Ok(cycle) => Self::of(&cycle),
            Err(error) => Err(error),
        }
    }

    /// A triangle from `start_lr` to `max_lr` and back over `cycle_length` steps (at least 1), then a
    /// straight line to `finish_lr` over `cooldown_length`.
    ///
    /// # Errors
    /// A rate outside [0, 2); no steps, or more than 2³² − 1 together.
    pub const fn with_cooldown(
        start_lr: f32,
        max_lr: f32,
        cycle_length: u32,
        cooldown_length: u32,
        finish_lr: f32,
    ) -> Result<Self, Error> {
        error::check!(refused_as("start_lr", start_lr));
        error::check!(refused_as("max_lr", max_lr));
        error::check!(refused_as("finish_lr", finish_lr));
        let cycle = floats::OneCycle::with_cooldown(
            start_lr,
            max_lr,
            cycle_length,
            cooldown_length,
            finish_lr,
        );
        match cycle {
            Ok(cycle) => Self::of(&cycle),
            Err(error) => Err(error),
        }
    }

    /// The same cycle in integers.
    const fn of(cycle: &floats::OneCycle) -> Result<Self, Error> {
        let Ok(curve) = Curve::of(cycle.curve) else { return Err(CURVE) };
        let ends = (rate("initial", cycle.initial), rate("max_lr", cycle.max));
        let (initial, max) = match ends {
            (Ok(initial), Ok(max)) => (initial, max),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let (back, last) = match (rate("back", cycle.back), rate("last", cycle.last)) {
            (Ok(back), Ok(last)) => (back, last),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let (peak_at, back_at, end_at) = (cycle.peak_at, cycle.back_at, cycle.end_at);
        error::validated!(Self { initial, max, back, last, curve, peak_at, back_at, end_at })
    }

    const fn validate(&self) -> Result<(), Error> {
        // A root has no accurate start between two steps.
        if matches!(self.curve, Curve::OneMinusSqrt) {
            return Err(CURVE);
        }
        if self.peak_at <= self.back_at && self.back_at <= self.end_at {
            return Ok(());
        }
        let with = "the way back must end after pct_start and within total_steps";
        Err(Error::Conflict { field: "phases", with })
    }
}

const CURVE: Error =
    Error::Conflict { field: "curve", with: "a cycle in fixed point is Linear or Cosine" };

/// Why there is no such rate, by the name of the argument.
const fn refused_as(field: &'static str, value: f32) -> Result<(), Error> {
    match rate(field, value) {
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

impl Schedule for OneCycle {
    fn at(&self, step: u32) -> Rate {
        let now = u64::from(step) << 32;
        let (from, to, start, stop) = if now >= self.end_at {
            return self.last;
        } else if now < self.peak_at {
            (self.initial, self.max, 0, self.peak_at)
        } else if now < self.back_at {
            (self.max, self.back, self.peak_at, self.back_at)
        } else {
            (self.back, self.last, self.back_at, self.end_at)
        };
        // The branch that was taken says that it lies between them.
        let (done, steps) = narrowed(now.wrapping_sub(start), stop.wrapping_sub(start));
        self.curve.between(from, to, done, steps)
    }
}
