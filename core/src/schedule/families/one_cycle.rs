//! η(t): up from `initial` to `max`, down again, and further down to `final`, once.
//!
//! L. N. Smith, N. Topin, "Super-Convergence", and L. N. Smith, arXiv 1803.09820. PyTorch's
//! `OneCycleLR`, Optax' `cosine_onecycle_schedule` and `linear_onecycle_schedule`, and the MXNet
//! tutorial's `OneCycleSchedule`, a triangle with a cool-down.

use crate::schedule::{Curve, Schedule, between::blend, progress::Progress};
use crate::words::words;
use crate::{Error, config::config, default, error, math::Wide};

/// Where the peak and the end of a one-cycle of n steps lie; frameworks differ by one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum OneCycleSteps {
    /// The peak at pct·n − 1, between two steps if it must, and the final rate at the last step,
    /// n − 1: PyTorch.
    #[default]
    LastIsFinal,
    /// The peak at ⌊pct·n⌋ and the final rate at n, the first step after: Optax.
    AfterLast,
}

/// What becomes of the rate after the peak.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum OneCyclePhases {
    /// Straight down to the final rate.
    #[default]
    Two,
    /// Back to the initial rate in as many steps as up, then to the final one: PyTorch's
    /// `three_phase`.
    Three,
    /// Back to the initial rate at this share of the steps, then to the final one: Optax' `pct_final`.
    ThreeUntil(f32),
}

#[cfg(feature = "print")]
const _: () = {
    crate::literal::literal! { [] enum OneCycleSteps { 0 LastIsFinal, 1 AfterLast } }
    crate::literal::literal! { [] enum OneCyclePhases { 0 Two, 1 Three, 2 ThreeUntil(share) } }
    crate::literal::literal! {
        [] struct OneCycleOptions { pct_start, div_factor, final_div_factor, phases, curve, steps }
    }
};

config! {
    /// The options of a [`OneCycle`].
    pub struct OneCycleOptions {
        /// The share of the steps that rise, from 0 to 1.
        pub pct_start: f32,
        /// The initial rate is the maximum over this, above 0.
        pub div_factor: f32,
        /// The final rate is the initial one over this, above 0.
        pub final_div_factor: f32,
        /// Two or three phases.
        pub phases: OneCyclePhases,
        /// How each phase goes; PyTorch knows `Cosine` and `Linear`.
        pub curve: Curve,
        /// Where exactly the peak and the end lie.
        pub steps: OneCycleSteps,
    }
}

impl OneCycleOptions {
    /// PyTorch's: a cosine up for 30 % of the steps from max/25, down to that over 10,000.
    pub const DEFAULT: Self = Self {
        pct_start: 0.3,
        div_factor: 25.0,
        final_div_factor: 1e4,
        phases: OneCyclePhases::Two,
        curve: Curve::Cosine,
        steps: OneCycleSteps::LastIsFinal,
    };

    const fn validate(&self) -> Result<(), Error> {
        error::check!(error::share("pct_start", self.pct_start));
        error::check!(error::positive("div_factor", self.div_factor));
        error::check!(error::positive("final_div_factor", self.final_div_factor));
        if let OneCyclePhases::ThreeUntil(share) = self.phases {
            error::check!(error::share("pct_final", share));
        }
        self.curve.validate()
    }
}

default!(OneCycleOptions);

config! {
    /// One rise and one fall; the final rate is held.
    ///
    /// ```
    /// use thalweg::schedule::{Curve, OneCycle, OneCycleOptions, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let options = OneCycleOptions { pct_start: 0.25, ..OneCycleOptions::DEFAULT };
    /// let schedule = OneCycle::new(1.0, 100, &options)?;
    /// assert_eq!([0, 24, 99, 500].map(|step| schedule.at(step)), [0.04, 1.0, 4e-6, 4e-6]);
    ///
    /// let momentum = schedule.momentum(0.85, 0.95)?;
    /// assert_eq!([0, 24, 99].map(|step| momentum.at(step)), [0.95, 0.85, 0.95]);
    ///
    /// let cooled = OneCycle::with_cooldown(0.25, 1.25, 8, 4, 0.05)?;
    /// assert_eq!([0, 4, 8, 10, 12].map(|step| cooled.at(step)), [0.25, 1.25, 0.25, 0.15, 0.05]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct OneCycle {
        pub(crate) initial: f32,
        pub(crate) max: f32,
        /// The value at `back_at`; with two phases that is the peak itself.
        pub(crate) back: f32,
        pub(crate) last: f32,
        pub(crate) curve: Curve,
        /// Positions in units of 2⁻³² steps: a share of steps may end between two of them.
        pub(crate) peak_at: u64,
        pub(crate) back_at: u64,
        pub(crate) end_at: u64,
    }
}

words! { struct OneCycle { initial, max, back, last, curve, peak_at, back_at, end_at } }

impl OneCycle {
    /// Up to `max_lr`, in [0, ∞), and down within `total_steps`, at least 2.
    ///
    /// # Errors
    /// A field out of its range; a peak before step 0; phases out of order.
    pub const fn new(
        max_lr: f32,
        total_steps: u32,
        options: &OneCycleOptions,
    ) -> Result<Self, Error> {
        error::check!(error::non_negative("max_lr", max_lr));
        error::check!(options.validate());
        if total_steps < 2 {
            let allowed = "at least 2";
            return Err(Error::Count { field: "total_steps", value: total_steps, allowed });
        }
        let initial = Wide::from_f32(max_lr).over(Wide::from_f32(options.div_factor));
        let last = initial.over(Wide::from_f32(options.final_div_factor)).to_f32();
        let initial = initial.to_f32();
        let Some(peak_at) = options.steps.position(options.pct_start, total_steps) else {
            let (value, allowed) = (options.pct_start, "at least one step of the total");
            return Err(Error::OutOfRange { field: "pct_start", value, allowed });
        };
        let end_at = match options.steps {
            OneCycleSteps::LastIsFinal => whole(total_steps - 1),
            OneCycleSteps::AfterLast => whole(total_steps),
        };
        let (back, back_at) = match options.phases {
            OneCyclePhases::Two => (max_lr, Some(peak_at)),
            OneCyclePhases::Three => (initial, peak_at.checked_mul(2)),
            OneCyclePhases::ThreeUntil(pct) => (initial, options.steps.position(pct, total_steps)),
        };
        let (max, curve) = (max_lr, options.curve);
        // A way back that would end past all steps is out of order as well.
        let back_at = match back_at {
            Some(back_at) => back_at,
            None => u64::MAX,
        };
        error::validated!(Self { initial, max, back, last, curve, peak_at, back_at, end_at })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("initial", self.initial));
        error::check!(error::non_negative("max_lr", self.max));
        error::check!(error::non_negative("back", self.back));
        error::check!(error::non_negative("last", self.last));
        error::check!(self.curve.validate());
        if self.peak_at <= self.back_at && self.back_at <= self.end_at {
            return Ok(());
        }
        let with = "the way back must end after pct_start and within total_steps";
        Err(Error::Conflict { field: "phases", with })
    }

    /// A triangle from `start_lr` to `max_lr` and back over `cycle_length` steps (at least 1), then a
    /// straight line to `finish_lr` over `cooldown_length`.
    ///
    /// # Errors
    /// A rate negative or not finite; no steps, or more than 2³² − 1 together.
    pub const fn with_cooldown(
        start_lr: f32,
        max_lr: f32,
        cycle_length: u32,
        cooldown_length: u32,
        finish_lr: f32,
    ) -> Result<Self, Error> {
        error::check!(error::non_negative("start_lr", start_lr));
        error::check!(error::non_negative("max_lr", max_lr));
        error::check!(error::non_negative("finish_lr", finish_lr));
        error::check!(error::at_least_one("cycle_length", cycle_length));
        let Some(total) = cycle_length.checked_add(cooldown_length) else {
            let allowed = "at most 2^32 - 1 together with cycle_length";
            return Err(Error::Count { field: "cooldown_length", value: cooldown_length, allowed });
        };
        Ok(Self {
            initial: start_lr,
            max: max_lr,
            back: start_lr,
            last: finish_lr,
            curve: Curve::Linear,
            peak_at: whole(cycle_length) / 2,
            back_at: whole(cycle_length),
            end_at: whole(total),
        })
    }

    /// From the first rate to the second, back to the third and on to the last, in [0, ∞), which is held; each of the
    /// three ways ends at its position, in 2⁻³² of a step, and none before the one ahead of it.
    ///
    /// Two phases have the second rate again for a third, at the same position: so any cycle is built anew from what
    /// it keeps.
    ///
    /// ```
    /// use thalweg::schedule::{Curve, OneCycle, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let ends = [4 << 32, 8 << 32, 12 << 32];
    /// let cycle = OneCycle::through([0.25, 1.25, 0.25, 0.05], ends, Curve::Linear)?;
    /// assert_eq!(cycle, OneCycle::with_cooldown(0.25, 1.25, 8, 4, 0.05)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A rate negative or not finite; positions out of order.
    pub const fn through(rates: [f32; 4], ends: [u64; 3], curve: Curve) -> Result<Self, Error> {
        let ([initial, max, back, last], [peak_at, back_at, end_at]) = (rates, ends);
        error::validated!(Self { initial, max, back, last, curve, peak_at, back_at, end_at })
    }

    /// The momentum that goes with it: from `max_momentum` down to `base_momentum` at the peak of the
    /// rate and back, and there it stays.
    ///
    /// # Errors
    /// A momentum negative or not finite.
    pub const fn momentum(self, base_momentum: f32, max_momentum: f32) -> Result<Self, Error> {
        error::check!(error::non_negative("base_momentum", base_momentum));
        error::check!(error::non_negative("max_momentum", max_momentum));
        let back = if self.peak_at == self.back_at { base_momentum } else { max_momentum };
        Ok(Self { initial: max_momentum, max: base_momentum, back, last: max_momentum, ..self })
    }
}

impl Schedule for OneCycle {
    fn at(&self, step: u32) -> f32 {
        let now = whole(step);
        if now >= self.end_at {
            self.last
        } else if !matches!(self.curve, Curve::Linear) {
            self.curved(now)
        } else if now < self.peak_at {
            line(self.initial, self.max, now, self.peak_at - now)
        } else if now < self.back_at {
            line(self.max, self.back, now - self.peak_at, self.back_at - now)
        } else {
            line(self.back, self.last, now - self.back_at, self.end_at - now)
        }
    }
}

impl OneCycle {
    /// Kept out of line, so that a straight line does not pay for it.
    #[inline(never)]
    fn curved(&self, now: u64) -> f32 {
        let (from, to, start, stop) = if now < self.peak_at {
            (self.initial, self.max, 0, self.peak_at)
        } else if now < self.back_at {
            (self.max, self.back, self.peak_at, self.back_at)
        } else {
            (self.back, self.last, self.back_at, self.end_at)
        };
        // The branch that was taken says that it lies between them.
        let progress = Progress::of_parts(now.wrapping_sub(start), stop.wrapping_sub(now));
        self.curve.blend(from, to, progress)
    }
}

/// A straight line, in parts of a step, of which a position of the cycle holds all.
#[inline]
fn line(from: f32, to: f32, done: u64, rest: u64) -> f32 {
    let whole = to_f32(done.wrapping_add(rest));
    if from <= to {
        blend(from, to, to_f32(done) / whole)
    } else if done == 0 {
        from
    } else {
        blend(to, from, to_f32(rest) / whole)
    }
}

impl OneCycleSteps {
    /// Where `share` of `total` steps is over; none before step 0.
    const fn position(self, share: f32, total: u32) -> Option<u64> {
        let position = share_of(total, share);
        match self {
            Self::LastIsFinal => position.checked_sub(whole(1)),
            Self::AfterLast => Some(position >> 32 << 32),
        }
    }
}

/// Whole steps in units of 2⁻³².
const fn whole(steps: u32) -> u64 {
    (steps as u64) << 32
}

/// `share` (from 0 to 1) of `steps` in units of 2⁻³²; exact for shares from 2⁻⁹ on.
const fn share_of(steps: u32, share: f32) -> u64 {
    let share = share.abs(); // of −0
    let exponent = share.to_bits() >> 23;
    let mantissa = (share.to_bits() & 0x7f_ffff | 1 << 23) as u64; // times 2^(exponent − 150)
    let product = mantissa * steps as u64;
    match exponent {
        118.. => product.wrapping_shl(exponent - 118), // by 9 for 1
        60.. => product >> (118 - exponent),
        _ => 0,
    }
}

/// A position in steps; within one ulp.
fn to_f32(position: u64) -> f32 {
    const UNIT: f32 = 1.0 / 4_294_967_296.0;
    ((position >> 32) as u32) as f32 + (position as u32) as f32 * UNIT
}
