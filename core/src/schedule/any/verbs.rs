//! The verbs that a schedule chosen at run time is composed with.

use super::{Operand, ScheduleSet, ScheduleTree, tree};
use crate::{
    Error,
    schedule::{
        Clamp, Cyclic, Epochs, Hold, Max, Min, Offset, PerEpoch, Product, Repeat, Scale, Shift,
        Sum, Then, Warmup,
    },
};
use heapless::Vec;

impl<K: ScheduleSet, const N: usize> ScheduleTree<K, N> {
    /// A [`Cyclic`] schedule, whose amplitude may be any schedule.
    ///
    /// ```
    /// use thalweg::schedule::{Amplitude, AnySchedule, Cyclic, Exponential, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let triangle = Cyclic::new(0.25, 1.25, 4, 4)?;
    /// let exp_range = triangle.amplitude(Amplitude::ByStep(Exponential::new(1.0, 0.5, 4)?));
    /// assert_eq!(AnySchedule::<2>::cyclic(exp_range)?.at(4), exp_range.at(4));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No place for the node of the cycle.
    pub fn cyclic<S: Into<Self> + Clone>(cyclic: Cyclic<S>) -> Result<Self, Error>
    where
        K: From<Cyclic<Operand>>,
    {
        let amplitude = cyclic.modulation().cloned().map_or(Self { nodes: Vec::new() }, S::into);
        amplitude.with(cyclic.around(Operand).into())
    }

    /// See [`Schedule::warmup`](crate::schedule::Schedule::warmup).
    ///
    /// # Errors
    /// `begin` negative or not finite; no place for another node.
    pub fn warmup(self, steps: u32, begin: f32) -> Result<Self, Error>
    where
        K: From<Warmup<Operand>>,
    {
        self.warmed(Warmup::linear(steps, begin, Operand)?)
    }

    /// The same with any [`Ramp`](crate::schedule::Ramp), in any accounting.
    ///
    /// ```
    /// use thalweg::schedule::{AnySchedule, StepDecay, Horizon, Operand, Ramp, Schedule, Warmup};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let factor = StepDecay::new(1.0, 0.5, 3, 0.0)?;
    /// let warmup = Warmup::linear(4, 0.0625, Operand)?.ramp(Ramp::Exponential)?;
    /// let schedule = AnySchedule::<2>::from(factor).warmed(warmup.horizon(Horizon::Inside))?;
    /// assert_eq!([0, 1, 2, 4, 6].map(|step| schedule.at(step)), [0.0625, 0.125, 0.25, 0.5, 0.25]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No place for another node.
    pub fn warmed(self, warmup: Warmup<Operand>) -> Result<Self, Error>
    where
        K: From<Warmup<Operand>>,
    {
        self.with(warmup.into())
    }

    /// See [`Schedule::then`](crate::schedule::Schedule::then).
    ///
    /// # Errors
    /// No place for the nodes of `next` and one more.
    pub fn then(self, boundary: u32, next: impl Into<Self>) -> Result<Self, Error>
    where
        K: From<Then<Operand, Operand>>,
    {
        self.joined(&next.into(), Then::new(Operand, boundary, Operand).into())
    }

    /// See [`Schedule::repeat`](crate::schedule::Schedule::repeat).
    ///
    /// # Errors
    /// `period` or `times` is 0; no place for another node.
    pub fn repeat(self, period: u32, times: u32) -> Result<Self, Error>
    where
        K: From<Repeat<Operand>>,
    {
        self.with(Repeat::times(period, times, Operand)?.into())
    }

    /// See [`Repeat::forever`].
    ///
    /// # Errors
    /// `period` is 0; no place for another node.
    pub fn repeat_forever(self, period: u32) -> Result<Self, Error>
    where
        K: From<Repeat<Operand>>,
    {
        self.with(Repeat::forever(period, Operand)?.into())
    }

    /// See [`Schedule::scale`](crate::schedule::Schedule::scale).
    ///
    /// # Errors
    /// `factor` negative or not finite; no place for another node.
    pub fn scale(self, factor: f32) -> Result<Self, Error>
    where
        K: From<Scale<Operand>>,
    {
        self.with(Scale::new(factor, Operand)?.into())
    }

    /// See [`Schedule::clamp`](crate::schedule::Schedule::clamp).
    ///
    /// # Errors
    /// A bound negative or not finite, or `low` above `high`; no place for another node.
    pub fn clamp(self, low: f32, high: f32) -> Result<Self, Error>
    where
        K: From<Clamp<Operand>>,
    {
        self.with(Clamp::new(low, high, Operand)?.into())
    }

    /// See [`Schedule::offset`](crate::schedule::Schedule::offset).
    ///
    /// # Errors
    /// No place for another node.
    pub fn offset(self, shift: Shift) -> Result<Self, Error>
    where
        K: From<Offset<Operand>>,
    {
        self.with(Offset::new(shift, Operand).into())
    }

    /// See [`Schedule::hold_after`](crate::schedule::Schedule::hold_after).
    ///
    /// # Errors
    /// No place for another node.
    pub fn hold_after(self, last: u32) -> Result<Self, Error>
    where
        K: From<Hold<Operand>>,
    {
        self.with(Hold::after(last, Operand).into())
    }

    /// See [`Schedule::per_epoch`](crate::schedule::Schedule::per_epoch).
    ///
    /// # Errors
    /// No place for another node.
    pub fn per_epoch(self, epochs: Epochs) -> Result<Self, Error>
    where
        K: From<PerEpoch<Operand>>,
    {
        self.with(PerEpoch::new(epochs, Operand).into())
    }

    /// See [`Schedule::max_of`](crate::schedule::Schedule::max_of).
    ///
    /// # Errors
    /// No place for the nodes of `other` and one more.
    pub fn max_of(self, other: impl Into<Self>) -> Result<Self, Error>
    where
        K: From<Max<Operand, Operand>>,
    {
        self.joined(&other.into(), Max::new(Operand, Operand).into())
    }

    /// See [`Schedule::min_of`](crate::schedule::Schedule::min_of).
    ///
    /// # Errors
    /// No place for the nodes of `other` and one more.
    pub fn min_of(self, other: impl Into<Self>) -> Result<Self, Error>
    where
        K: From<Min<Operand, Operand>>,
    {
        self.joined(&other.into(), Min::new(Operand, Operand).into())
    }

    /// See [`Schedule::product`](crate::schedule::Schedule::product).
    ///
    /// # Errors
    /// No place for the nodes of `other` and one more.
    pub fn product(self, other: impl Into<Self>) -> Result<Self, Error>
    where
        K: From<Product<Operand, Operand>>,
    {
        self.joined(&other.into(), Product::new(Operand, Operand).into())
    }

    /// See [`Schedule::sum`](crate::schedule::Schedule::sum).
    ///
    /// # Errors
    /// No place for the nodes of `other` and one more.
    pub fn sum(self, other: impl Into<Self>) -> Result<Self, Error>
    where
        K: From<Sum<Operand, Operand>>,
    {
        self.joined(&other.into(), Sum::new(Operand, Operand).into())
    }

    /// A combinator around this schedule.
    fn with(mut self, node: K) -> Result<Self, Error> {
        tree::place(&mut self.nodes, node)?;
        Ok(self)
    }

    /// A combinator around this schedule and another.
    fn joined(mut self, other: &Self, node: K) -> Result<Self, Error> {
        let together = self.nodes.len().saturating_add(other.nodes.len());
        for &placed in &other.nodes {
            self.nodes.push(placed).map_err(|_| tree::full::<N>(together))?;
        }
        self.with(node)
    }
}
