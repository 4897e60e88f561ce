//! Learning rates in integers, as pure functions of the step.
//!
//! The families and compositions here bear the names of those of [`schedule`](crate::schedule), and take the
//! same arguments at the same steps; a rate is below 2, and [`StepDecay`] changes at the named step only. A value
//! is a [`Rate`], Q1.31. Constructors take floats and are `const`, so that a schedule in a `const`
//! leaves no float in the binary. [`at`](Schedule::at) takes some 64-bit products a step, no 64-bit
//! division and no float.
//!
//! | schedule | its values are within | of the formula, and turn back |
//! |---|---|---|
//! | [`Constant`] | 2⁻³² | never |
//! | [`Cosine`] | 2⁻²⁸ = 4e-9 | never within 2³⁰ steps |
//! | [`StepDecay`] | (k + 1) · 2⁻²⁹ of it after k changes | never for a factor of at most 0.9995 |
//! | [`Warmup`] | 2⁻³⁰ | never on its way |
//!
//! The first and the last value of a cosine and of a warmup are exact.

mod constant;
mod cosine;
mod step_decay;
mod then;
mod warmup;

pub use constant::Constant;
pub use cosine::Cosine;
pub use step_decay::StepDecay;
pub use then::Then;
pub use warmup::Warmup;

use super::Rate;
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
    let part = ((a.abs_diff(b) as u64 * weight + (1 << 31)) >> 32) as u32;
    Rate::from_bits(if a < b { a.saturating_add(part) } else { a.saturating_sub(part) })
}
