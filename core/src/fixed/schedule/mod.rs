//! Learning rates in integers, as pure functions of the step.
//!
//! The families and compositions here bear the names of those of [`schedule`](crate::schedule), and take the
//! same arguments at the same steps; a rate is below 2, a factor from one rate to the next at most 1, and what
//! multiplies a number of steps or is a power a whole number. Of the options of a namesake those are here that the
//! documentation of each names; [`StepDecay`] changes at the named step only. A value is a [`Rate`], Q1.31.
//! Constructors take floats and are `const`, so that a schedule in a `const` leaves no float in the binary.
//! [`at`](Schedule::at) takes some 64-bit products a step, no 64-bit division and no float.
//!
//! | schedule | its values are within | of the formula, and turn back |
//! |---|---|---|
//! | [`Constant`], [`PiecewiseConstant`] | 2⁻³² | never between two changes |
//! | [`Linear`] | 2⁻³⁰ | never |
//! | [`Polynomial`] | p · 2⁻³⁰ for a power of p | never |
//! | [`Cosine`] | 2⁻²⁸ = 4e-9 | never within 2³⁰ steps |
//! | [`CosineWithHardRestarts`] | 2⁻²⁸ | where a cosine starts, else never within 2³⁰ steps |
//! | [`WarmRestarts`] | 2⁻²⁷ | where a cycle starts, else never within 2³⁰ steps of one |
//! | [`Exponential`] | 2⁻²⁸ in 2²⁴ steps | never, if a step (or a stair) takes 2⁻²⁸ of it or more |
//! | [`InverseTime`] | 2⁻²⁸ | never within 2²⁸ steps |
//! | [`InverseSqrt`] | 2⁻³⁰ on its way up, 2⁻²⁷ on its way down | at the peak only |
//! | [`StepDecay`] | (k + 1) · 2⁻²⁹ of it after k changes | never for a factor of at most 0.9995 |
//! | [`MultiStep`] | (k + 1) · 2⁻²⁹ of it after k changes | never |
//! | [`Cyclic`] | 2⁻³⁰ | at its base and its peaks only |
//! | [`OneCycle`] | 2⁻²⁷, through its ends as `f32`s | at the peak, and where a third phase rises, if no phase has more than 2²⁸ steps |
//! | [`WarmupStableDecay`] | 2⁻³⁰ in straight lines, 2⁻²⁸ along a cosine, 2⁻²⁷ along 1 − √u | at the plateau only, if the decay has no more than 2²⁸ steps |
//! | [`Warmup`] | 2⁻³⁰ | never on its way |
//! | [`Scale`] | 2⁻³⁰ of it, and a unit of 2⁻³¹ | as what it scales |
//!
//! [`Clamp`], [`Hold`], [`Repeat`] and [`Then`] give the values of what they hold. The first and the last value of a
//! straight line, of a cosine and of a warmup are exact.

mod clamp;
mod constant;
mod cosine;
mod cosine_with_hard_restarts;
mod curve;
mod cyclic;
mod exponential;
mod hold;
mod inverse_sqrt;
mod inverse_time;
mod linear;
mod multi_step;
mod one_cycle;
mod piecewise;
mod polynomial;
mod repeat;
mod scale;
mod step_decay;
mod then;
mod warm_restarts;
mod warmup;
mod warmup_stable_decay;

pub use clamp::Clamp;
pub use constant::Constant;
pub use cosine::Cosine;
pub use cosine_with_hard_restarts::CosineWithHardRestarts;
pub use cyclic::{Amplitude, Cyclic};
pub use exponential::Exponential;
pub use hold::Hold;
pub use inverse_sqrt::InverseSqrt;
pub use inverse_time::InverseTime;
pub use linear::Linear;
pub use multi_step::MultiStep;
pub use one_cycle::OneCycle;
pub use piecewise::PiecewiseConstant;
pub use polynomial::Polynomial;
pub use repeat::Repeat;
pub use scale::Scale;
pub use step_decay::StepDecay;
pub use then::Then;
pub use warm_restarts::WarmRestarts;
pub use warmup::Warmup;
pub use warmup_stable_decay::WarmupStableDecay;

use super::{Q, Rate, scale::ratio};
use crate::Error;

/// A rate for every step of a training.
///
/// Callers may rely on: the same step gives the same bits, in any order, on every target; no step
/// panics.
///
/// ```
/// use thalweg::fixed::{Rate, schedule::{Cosine, Schedule}};
/// # fn main() -> Result<(), thalweg::Error> {
/// let warm = Cosine::new(0.1, 0.001, 100)?.warmup(10, 0.0)?;
/// assert_eq!(warm.at(0), Rate::from_bits(0));
/// assert_eq!(warm.at(10), Rate::from_f32(0.1)?);
/// assert_eq!(warm.at(110), Rate::from_f32(0.001)?);
/// # Ok(())
/// # }
/// ```
pub trait Schedule {
    /// The rate at `step`; 0 is the first update.
    fn at(&self, step: u32) -> Rate;

    /// A linear warmup from `begin` in front of this schedule: see [`Warmup::linear`].
    ///
    /// # Errors
    /// `begin` outside [0, 2).
    fn warmup(self, steps: u32, begin: f32) -> Result<Warmup<Self>, Error>
    where
        Self: Copy,
    {
        Warmup::linear(steps, begin, self)
    }

    /// This schedule up to `boundary`, then `next` from its own step 0: see [`Then`].
    fn then<S: Schedule>(self, boundary: u32, next: S) -> Then<Self, S>
    where
        Self: Sized,
    {
        Then::new(self, boundary, next)
    }

    /// The first `period` steps of this schedule, `times` times over: see [`Repeat`].
    ///
    /// # Errors
    /// `period` or `times` is 0.
    fn repeat(self, period: u32, times: u32) -> Result<Repeat<Self>, Error>
    where
        Self: Copy,
    {
        Repeat::times(period, times, self)
    }

    /// This schedule times `factor`: see [`Scale`].
    ///
    /// # Errors
    /// `factor` negative or not finite.
    fn scale(self, factor: f32) -> Result<Scale<Self>, Error>
    where
        Self: Copy,
    {
        Scale::new(factor, self)
    }

    /// This schedule kept between `low` and `high`: see [`Clamp`].
    ///
    /// # Errors
    /// A bound outside [0, 2), or `low` above `high`.
    fn clamp(self, low: f32, high: f32) -> Result<Clamp<Self>, Error>
    where
        Self: Copy,
    {
        Clamp::new(low, high, self)
    }

    /// This schedule up to its step `last`, whose value then stays: see [`Hold`].
    fn hold_after(self, last: u32) -> Hold<Self>
    where
        Self: Sized,
    {
        Hold::after(last, self)
    }
}

impl<S: Schedule + ?Sized> Schedule for &S {
    fn at(&self, step: u32) -> Rate {
        (**self).at(step)
    }
}

/// The rate 1.
const ONE: Rate = Rate::from_bits(1 << 31);

/// `value` as a rate.
const fn rate(field: &'static str, value: f32) -> Result<Rate, Error> {
    match Rate::from_f32(value) {
        Ok(rate) => Ok(rate),
        Err(_) => Err(Error::OutOfRange { field, value, allowed: "at least 0 and below 2" }),
    }
}

/// a + (b − a) · weight, to nearest, for a weight in Q0.32 up to 2³² = 1; exact at 0 and 1.
const fn between(a: Rate, b: Rate, weight: u64) -> Rate {
    let (a, b) = (a.to_bits(), b.to_bits());
    // A difference is below 2³².
    let part = (a.abs_diff(b) as u64).wrapping_mul(weight).wrapping_add(1 << 31) >> 32;
    let part = part as u32;
    Rate::from_bits(if a < b { a.saturating_add(part) } else { a.saturating_sub(part) })
}

/// From `from` to `to` in a straight line, `done` of `steps` steps on the way; the very ends at both ends, and `to` from there
/// on. Within 2⁻³⁰, and never back.
const fn line(from: Rate, to: Rate, done: u32, steps: u32) -> Rate {
    if done >= steps { to } else { between(from, to, ratio(done, steps) as u64) }
}

/// Two parts of which the first is no larger, with as many of their upper bits as a number of 32 holds.
const fn narrowed(done: u64, whole: u64) -> (u32, u32) {
    let down = 32_u32.saturating_sub(whole.leading_zeros());
    ((done >> down) as u32, (whole >> down) as u32)
}

/// `value` as a whole number from 1 to `most`, which `allowed` puts in words.
const fn whole(
    field: &'static str,
    value: f32,
    most: u32,
    allowed: &'static str,
) -> Result<u32, Error> {
    let number = Q::<u32, 0>::saturating_from_f32(value);
    let (bits, is_whole) = (number.to_bits(), number.to_f32().to_bits() == value.to_bits());
    if is_whole && bits >= 1 && bits <= most {
        Ok(bits)
    } else {
        Err(Error::OutOfRange { field, value, allowed })
    }
}
