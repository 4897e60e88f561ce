//! Learning rates (and momenta) as pure functions of the step.
//!
//! A [`Schedule`] holds no state: it can be drawn, resumed, bisected, shared, and live in flash as a
//! `const`. Step 0 is the first update.

mod any;
mod between;
mod boundary;
mod compose;
mod curve;
mod cycles;
mod families;
pub(crate) mod list;
mod progress;

#[cfg(feature = "postcard")]
pub use any::DecodeError;
pub(crate) use any::part_name;
pub use any::{
    AnySchedule, FAMILY_CAPACITY, Family, Node, Operand, Part, ScheduleSet, ScheduleTree, Sizes,
    Subtree, TreeError,
};
pub use boundary::Boundary;
pub use compose::{
    Clamp, Epochs, Hold, Horizon, Iter, Join, Max, Min, Offset, PerEpoch, Product, Ramp, Repeat,
    Scale, Shift, Sum, Then, Warmup, steps_after_warmup,
};
pub use curve::Curve;
pub use families::{
    Amplitude, Constant, ConstantFactor, Cosine, CosineWithHardRestarts, CycleShape, Cyclic,
    CyclicalDecay, Exponential, InverseSqrt, InverseTime, Linear, MultiStep, Noam, OneCycle,
    OneCycleOptions, OneCyclePhases, OneCycleSteps, PastEnd, PeakDecay, PiecewiseConstant,
    PiecewiseCurve, Plateau, Polynomial, RangeTest, StepDecay, UnitExponent, WarmRestarts,
    WarmupStableDecay,
};

pub(crate) use families::remainder;

use crate::Error;

/// A value for every step of a training: a learning rate, a momentum, a weight decay.
///
/// Callers may rely on: the same step gives the same bits, in any order, on every target; no step
/// panics. An implementer promises exactly that and nothing about neighbouring steps.
///
/// ```
/// use thalweg::schedule::{Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let warm = Cosine::new(0.1, 0.001, 100)?.warmup(10, 0.0)?;
/// assert_eq!(warm.at(0), 0.0);
/// assert_eq!(warm.at(10), 0.1);
/// assert_eq!(warm.at(110), 0.001);
/// # Ok(())
/// # }
/// ```
pub trait Schedule {
    /// The value at `step`; 0 is the first update.
    fn at(&self, step: u32) -> f32;

    /// A linear warmup from `begin` in front of this schedule: see [`Warmup::linear`].
    ///
    /// # Errors
    /// `begin` negative or not finite.
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
    /// A bound negative or not finite, or `low` above `high`.
    fn clamp(self, low: f32, high: f32) -> Result<Clamp<Self>, Error>
    where
        Self: Copy,
    {
        Clamp::new(low, high, self)
    }

    /// This schedule shifted in time: see [`Offset`].
    fn offset(self, shift: Shift) -> Offset<Self>
    where
        Self: Sized,
    {
        Offset::new(shift, self)
    }

    /// This schedule up to its step `last`, whose value then stays: see [`Hold`].
    fn hold_after(self, last: u32) -> Hold<Self>
    where
        Self: Sized,
    {
        Hold::after(last, self)
    }

    /// The larger of this schedule and another: see [`Max`].
    fn max_of<S: Schedule>(self, other: S) -> Max<Self, S>
    where
        Self: Sized,
    {
        Max::new(self, other)
    }

    /// The smaller of this schedule and another: see [`Min`].
    fn min_of<S: Schedule>(self, other: S) -> Min<Self, S>
    where
        Self: Sized,
    {
        Min::new(self, other)
    }

    /// This schedule plus another: see [`Sum`].
    fn sum<S: Schedule>(self, other: S) -> Sum<Self, S>
    where
        Self: Sized,
    {
        Sum::new(self, other)
    }

    /// This schedule times another: see [`Product`].
    fn product<S: Schedule>(self, other: S) -> Product<Self, S>
    where
        Self: Sized,
    {
        Product::new(self, other)
    }

    /// This schedule with epochs for steps: see [`PerEpoch`].
    fn per_epoch(self, epochs: Epochs) -> PerEpoch<Self>
    where
        Self: Sized,
    {
        PerEpoch::new(epochs, self)
    }

    /// The values of `step` and of every step after it, for a drawing: see [`Iter`].
    fn iter_from(&self, step: u32) -> Iter<'_, Self>
    where
        Self: Sized,
    {
        Iter::new(self, step)
    }
}

impl<S: Schedule + ?Sized> Schedule for &S {
    fn at(&self, step: u32) -> f32 {
        (**self).at(step)
    }
}
