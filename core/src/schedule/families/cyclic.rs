//! η(t) = base + (max − base) · v · a: v rises from 0 to 1 and falls back within each cycle, a shrinks.
//!
//! L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (CLR): triangular (a = 1),
//! `triangular2` (a = 2⁻ⁱ in cycle i), `exp_range` (a = γᵗ; some implementations γⁱ). PyTorch's `CyclicLR`
//! and the MXNet tutorial "Advanced Learning Rate Schedules" (with its `inc_fraction`).

use crate::schedule::{
    Constant, Schedule,
    between::{blend, saturated},
};
use crate::words::{Words, words};
use crate::{Error, config::config, error, math::Wide};

/// How much of a cycle's height is left.
///
/// A schedule's value above 1 leads beyond the peak; where that would be below 0 or beyond the largest `f32`,
/// the value of the cycle is 0 or the largest `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Amplitude<S = Constant> {
    /// All of it: triangular.
    Full,
    /// Half of it less in every cycle: `triangular2`.
    Halving,
    /// The value of a schedule, called with the number of the cycle.
    ByCycle(S),
    /// The value of a schedule, called with the step: `exp_range`, with an
    /// [`Exponential`](crate::schedule::Exponential) from 1.
    ByStep(S),
}

words! {
    [S: Words]
    enum Amplitude<S> { 0 Full, 1 Halving, 2 ByCycle(factor), 3 ByStep(factor) }
}

config! {
    /// A triangle, again and again.
    ///
    /// ```
    /// use thalweg::schedule::{Amplitude, Cyclic, Exponential, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let triangular = Cyclic::new(0.25, 1.25, 4, 4)?;
    /// assert_eq!([0, 2, 4, 8, 12].map(|step| triangular.at(step)), [0.25, 0.75, 1.25, 0.25, 1.25]);
    ///
    /// let halving = triangular.amplitude(Amplitude::<Exponential>::Halving);
    /// assert_eq!([4, 12, 20].map(|step| halving.at(step)), [1.25, 0.75, 0.5]);
    ///
    /// let exp_range = triangular.amplitude(Amplitude::ByStep(Exponential::new(1.0, 0.5, 4)?));
    /// assert_eq!([4, 12].map(|step| exp_range.at(step)), [0.75, 0.375]);
    ///
    /// let momentum = triangular.momentum(0.75, 1.0)?; // falls where the rate rises
    /// assert_eq!([0, 2, 4, 8].map(|step| momentum.at(step)), [1.0, 0.875, 0.75, 1.0]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct Cyclic<S = Constant> {
        pub(crate) base: f32,
        pub(crate) peak: f32,
        pub(crate) cycle_length: u32,
        /// Steps of the rise and of the fall; fractions if the peak lies between two steps.
        pub(crate) up: f32,
        pub(crate) down: f32,
        pub(crate) amplitude: Amplitude<S>,
        pub(crate) cycles: Option<u32>,
    }
}

words! { [S: Words] struct Cyclic<S> { base, peak, cycle_length, up, down, amplitude, cycles } }

impl Cyclic {
    /// Up from `base_lr` to `max_lr` in `steps_up`, down again in `steps_down`, for ever. Rates in
    /// [0, ∞), at least 1 step in all, at most 2³² − 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(
        base_lr: f32,
        max_lr: f32,
        steps_up: u32,
        steps_down: u32,
    ) -> Result<Self, Error> {
        let Some(cycle_length) = steps_up.checked_add(steps_down) else {
            let allowed = "at most 2^32 - 1 together with steps_up";
            return Err(Error::Count { field: "steps_down", value: steps_down, allowed });
        };
        let (up, down) = (steps_up as f32, steps_down as f32);
        Self::checked(base_lr, max_lr, cycle_length, up, down)
    }

    /// Cycles of `cycle_length` steps (at least 1) whose peak lies at `inc_fraction` (from 0 to 1) of
    /// them, between two steps if it must.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn asymmetric(
        base_lr: f32,
        max_lr: f32,
        cycle_length: u32,
        inc_fraction: f32,
    ) -> Result<Self, Error> {
        error::check!(error::share("inc_fraction", inc_fraction));
        let (length, up) = (Wide::from_u32(cycle_length), Wide::from_f32(inc_fraction));
        let down = length.times(Wide::ONE.minus(up)).to_f32();
        Self::checked(base_lr, max_lr, cycle_length, length.times(up).to_f32(), down)
    }

    /// The same with the steps of the rise and of the fall, fractions if the peak lies between two steps; together they
    /// are the cycle's, but for what rounding each of them costs.
    ///
    /// ```
    /// use thalweg::schedule::Cyclic;
    /// # fn main() -> Result<(), thalweg::Error> {
    /// assert_eq!(Cyclic::slopes(0.25, 1.25, 5, 2.5, 2.5)?, Cyclic::asymmetric(0.25, 1.25, 5, 0.5)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn slopes(
        base_lr: f32,
        max_lr: f32,
        cycle_length: u32,
        steps_up: f32,
        steps_down: f32,
    ) -> Result<Self, Error> {
        Self::checked(base_lr, max_lr, cycle_length, steps_up, steps_down)
    }

    const fn checked(
        base: f32,
        peak: f32,
        cycle_length: u32,
        up: f32,
        down: f32,
    ) -> Result<Self, Error> {
        let (amplitude, cycles) = (Amplitude::Full, None);
        error::validated!(Self { base, peak, cycle_length, up, down, amplitude, cycles })
    }
}

impl<S: Copy> Cyclic<S> {
    /// How the height of the cycles shrinks.
    #[must_use]
    pub const fn amplitude<A>(self, amplitude: Amplitude<A>) -> Cyclic<A>
    where
        A: Copy,
    {
        let Self { base, peak, cycle_length, up, down, cycles, .. } = self;
        Cyclic { base, peak, cycle_length, up, down, amplitude, cycles }
    }

    /// Only so many cycles, then the base is held.
    #[must_use]
    pub const fn cycles(self, cycles: u32) -> Self {
        Self { cycles: Some(cycles), ..self }
    }

    /// The momentum that goes with it: from `max_momentum` down to `base_momentum` where the rate
    /// rises to its maximum, and back, with the same amplitudes.
    ///
    /// # Errors
    /// A momentum negative or not finite.
    pub const fn momentum(self, base_momentum: f32, max_momentum: f32) -> Result<Self, Error> {
        error::check!(error::non_negative("base_momentum", base_momentum));
        error::check!(error::non_negative("max_momentum", max_momentum));
        Ok(Self { base: max_momentum, peak: base_momentum, ..self })
    }
}

impl<S> Cyclic<S> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base));
        error::check!(error::non_negative("max_lr", self.peak));
        error::check!(error::at_least_one("cycle_length", self.cycle_length));
        error::check!(error::non_negative("steps_up", self.up));
        error::check!(error::non_negative("steps_down", self.down));
        // Each of the two may have been rounded.
        let length = self.cycle_length as f32;
        if (self.up + self.down - length).abs() <= length * f32::EPSILON {
            return Ok(());
        }
        let allowed = "what steps_up leaves of the cycle";
        Err(Error::OutOfRange { field: "steps_down", value: self.down, allowed })
    }

    /// The same with another schedule for the amplitude, if it has one.
    pub(in crate::schedule) fn around<T>(self, inner: T) -> Cyclic<T> {
        let Self { base, peak, cycle_length, up, down, cycles, .. } = self;
        let amplitude = match self.amplitude {
            Amplitude::Full => Amplitude::Full,
            Amplitude::Halving => Amplitude::Halving,
            Amplitude::ByCycle(_) => Amplitude::ByCycle(inner),
            Amplitude::ByStep(_) => Amplitude::ByStep(inner),
        };
        Cyclic { base, peak, cycle_length, up, down, amplitude, cycles }
    }

    /// The schedule of the amplitude, if it has one.
    pub(in crate::schedule) const fn modulation(&self) -> Option<&S> {
        match &self.amplitude {
            Amplitude::Full | Amplitude::Halving => None,
            Amplitude::ByCycle(schedule) | Amplitude::ByStep(schedule) => Some(schedule),
        }
    }
}

impl<S: Schedule> Schedule for Cyclic<S> {
    fn at(&self, step: u32) -> f32 {
        // A length of 0 is refused by every constructor; a bad byte off the wire must not panic.
        let Some(cycle) = step.checked_div(self.cycle_length) else {
            return self.base;
        };
        if self.cycles.is_some_and(|cycles| cycle >= cycles) {
            return self.base;
        }
        // Up, or down again: what has been gone or is left of the side, and the whole side.
        // Whole cycles are no more than the step.
        let position = step.wrapping_sub(cycle.wrapping_mul(self.cycle_length));
        let (way, side) = if position as f32 <= self.up {
            (position as f32, self.up)
        } else {
            (self.cycle_length.wrapping_sub(position) as f32, self.down)
        };
        let at_peak = way >= side;
        let rises = self.base <= self.peak;
        let amplitude = match &self.amplitude {
            Amplitude::Full if at_peak => return self.peak,
            Amplitude::Full if rises => return blend(self.base, self.peak, way / side),
            Amplitude::Full => return blend(self.peak, self.base, (side - way) / side),
            Amplitude::Halving if rises => {
                let high = if at_peak { 1.0 } else { way / side };
                return blend(self.base, self.peak, high * halved(cycle));
            }
            Amplitude::Halving => halved(cycle),
            Amplitude::ByCycle(scale) => scale.at(cycle),
            Amplitude::ByStep(scale) => scale.at(step),
        };
        let height = if at_peak { amplitude } else { way / side * amplitude };
        let value = self.base + (self.peak - self.base) * height;
        // Rounding must not lead beyond the peak; an amplitude of the caller's own above 1 may, as far as
        // there are numbers from 0 up.
        if rises && value > self.peak && height <= 1.0 {
            self.peak
        } else if value < 0.0 {
            0.0
        } else {
            saturated(value)
        }
    }
}

/// 2⁻ⁿ.
#[inline]
fn halved(n: u32) -> f32 {
    if n < 127 { f32::from_bits((127 - n) << 23) } else { halved_often(n) }
}

/// 2⁻ⁿ below the normal range: half of the smallest number is that number, all below it 0.
#[cold]
fn halved_often(n: u32) -> f32 {
    let twice = 150_u32.checked_sub(n).and_then(|shift| 1_u32.checked_shl(shift));
    f32::from_bits(twice.map_or(0, |twice| twice.div_ceil(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_of_one_half_is_rounded_as_every_number_is() {
        for n in (0..200).chain([1000, u32::MAX]) {
            let wanted = Wide::ONE.shifted(-(n.min(1000) as i32)).to_f32();
            assert_eq!(halved(n), wanted, "2 to the power of -{n}");
        }
    }
}
