//! η(t) = begin + (inner(0) − begin) · t / w while t < w, then inner(t − w).
//!
//! P. Goyal et al., "Accurate, Large Minibatch SGD", section 2.2 (gradual warmup). Inside the horizon,
//! η(t) = inner(t) from w on: see [`Horizon`].

use crate::schedule::{
    Schedule,
    between::{geometric, linear},
};
use crate::words::{Words, words};
use crate::{Error, config::config, error};

/// Whose steps the steps of a warmup are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Horizon {
    /// The warmup's own: the schedule begins at its step 0 when the warmup ends, and a schedule of n
    /// steps ends after w + n. PyTorch's `SequentialLR`, Keras, timm with `warmup_prefix`; also Optax
    /// and MXNet's `poly` and `cosine`, whose n is what a warmup leaves of a total: see
    /// [`steps_after_warmup`].
    #[default]
    InFront,
    /// The schedule's: it has run along all the time, the warmup covers its first w steps, and a
    /// schedule of n steps ends after n. MXNet's `factor` and `multi_factor`, timm without
    /// `warmup_prefix`. Where the schedule has moved by step w, the value jumps there from the
    /// warmup's target, which stays inner(0); to aim at inner(w) instead, put the warmup in front of
    /// the schedule shifted by [`Shift::Earlier(w)`](crate::schedule::Shift::Earlier).
    Inside,
}

words! { enum Horizon { 0 InFront, 1 Inside } }

/// How a warmup goes from its start to its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Ramp {
    /// In a straight line.
    #[default]
    Linear,
    /// Not at all, until it is over: MXNet's `warmup_mode` "constant".
    Constant,
    /// By equal factors: begin · (target / begin)^(t / w).
    Exponential,
}

words! { enum Ramp { 0 Linear, 1 Constant, 2 Exponential } }

/// The steps that a warmup leaves of a `total` that counts both, as MXNet's `max_update` and Optax'
/// `decay_steps` do.
///
/// ```
/// use thalweg::schedule::{Cosine, Schedule, steps_after_warmup};
/// # fn main() -> Result<(), thalweg::Error> {
/// // Optax: warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=10, decay_steps=100)
/// let schedule = Cosine::new(0.1, 0.0, steps_after_warmup(100, 10)?)?.warmup(10, 0.0)?;
/// assert_eq!([10, 100].map(|step| schedule.at(step)), [0.1, 0.0]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// `warmup` not below `total`.
pub const fn steps_after_warmup(total: u32, warmup: u32) -> Result<u32, Error> {
    if warmup < total {
        return Ok(total - warmup);
    }
    Err(Error::Count { field: "warmup", value: warmup, allowed: "below the total of steps" })
}

config! {
    /// A warmup, linear unless said, in front of a schedule or over its first steps.
    ///
    /// ```
    /// use thalweg::schedule::{Constant, Schedule, Warmup};
    /// let schedule = Warmup::linear(4, 0.0, Constant::new(1.0).unwrap()).unwrap();
    /// assert_eq!([0, 1, 2, 4, 9].map(|step| schedule.at(step)), [0.0, 0.25, 0.5, 1.0, 1.0]);
    /// ```
    ///
    /// ```
    /// use thalweg::schedule::{Constant, Ramp, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let warmup = Constant::new(1.0)?.warmup(4, 0.0625)?.ramp(Ramp::Exponential)?;
    /// assert_eq!([0, 1, 2, 4].map(|step| warmup.at(step)), [0.0625, 0.125, 0.25, 1.0]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Inside the horizon of a schedule that has moved on meanwhile:
    ///
    /// ```
    /// use thalweg::schedule::{StepDecay, Horizon, Schedule};
    /// let factor = StepDecay::new(1.0, 0.5, 3, 0.0).unwrap();
    /// let schedule = factor.warmup(4, 0.0).unwrap().horizon(Horizon::Inside);
    /// assert_eq!([0, 2, 4, 6].map(|step| schedule.at(step)), [0.0, 0.5, 0.5, 0.25]);
    /// ```
    pub struct Warmup<S> {
        pub(crate) steps: u32,
        pub(crate) begin: f32,
        pub(crate) horizon: Horizon,
        pub(crate) ramp: Ramp,
        pub(crate) inner: S,
    }
}

words! { [S: Words] struct Warmup<S> { steps, begin, horizon, ramp, inner } }

impl<S> Warmup<S> {
    /// In front of `inner`, from `begin` at step 0 to its first value at step `steps`; 0 steps mean no
    /// warmup.
    ///
    /// # Errors
    /// `begin` negative or not finite.
    pub const fn linear(steps: u32, begin: f32, inner: S) -> Result<Self, Error>
    where
        S: Copy,
    {
        let (horizon, ramp) = (Horizon::InFront, Ramp::Linear);
        error::validated!(Self { steps, begin, horizon, ramp, inner })
    }

    /// The same warmup another way up. An exponential one has a `begin` above 0.
    ///
    /// # Errors
    /// `begin` is 0 and the ramp exponential.
    pub const fn ramp(self, ramp: Ramp) -> Result<Self, Error>
    where
        S: Copy,
    {
        error::validated!(Self { ramp, ..self })
    }

    /// The same warmup in another accounting.
    #[must_use]
    pub const fn horizon(self, horizon: Horizon) -> Self
    where
        S: Copy,
    {
        Self { horizon, ..self }
    }
}

impl<S> Warmup<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        match self.ramp {
            Ramp::Exponential => error::positive("begin", self.begin),
            Ramp::Linear | Ramp::Constant => error::non_negative("begin", self.begin),
        }
    }

    /// The same around another schedule.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Warmup<T> {
        let Self { steps, begin, horizon, ramp, .. } = self;
        Warmup { steps, begin, horizon, ramp, inner }
    }
}

impl<S: Schedule> Schedule for Warmup<S> {
    fn at(&self, step: u32) -> f32 {
        let over = step >= self.steps;
        if self.ramp == Ramp::Constant && !over {
            return self.begin;
        }
        // The schedule is asked at one place, as it may be a whole tree.
        let inner = self.inner.at(match self.horizon {
            _ if !over => 0,
            Horizon::InFront => step - self.steps,
            Horizon::Inside => step,
        });
        match self.ramp {
            _ if over => inner,
            Ramp::Exponential => geometric(self.begin, inner, step, self.steps),
            Ramp::Linear | Ramp::Constant => linear(self.begin, inner, step, self.steps),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_warmup_must_leave_something() {
        assert_eq!(steps_after_warmup(10, 9), Ok(1));
        let error = steps_after_warmup(10, 10).unwrap_err().to_string();
        assert_eq!(error, "warmup is 10; allowed: below the total of steps");
    }
}
