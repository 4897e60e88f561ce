//! η(t) = mⁱ · cycle(u), u the share of cycle i that has passed; cycle i + 1 has ⌈lᵢ · d⌉ steps.
//!
//! The MXNet tutorial "Advanced Learning Rate Schedules", `CyclicalSchedule`: cycles of growing length
//! and shrinking height, the minimum shrinking with the rest.

use crate::schedule::{
    Schedule,
    between::blend,
    cycles::{Growth, Place, place},
    progress::Progress,
};
use crate::words::words;
use crate::{
    Error,
    config::config,
    error,
    math::{Wide, power_of_integer},
};

/// What every cycle looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum CycleShape {
    /// Up in a straight line for this share of the cycle (from 0 to 1), then down.
    Triangular {
        /// The share of steps that rise.
        inc_fraction: f32,
    },
    /// Half a cosine from the maximum to the minimum.
    Cosine,
}

words! { enum CycleShape { 0 Triangular { inc_fraction }, 1 Cosine } }

config! {
    /// Cycles that change their length and their height.
    ///
    /// ```
    /// use thalweg::schedule::{CycleShape, CyclicalDecay, Schedule};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let shape = CycleShape::Triangular { inc_fraction: 0.5 };
    /// let schedule = CyclicalDecay::new(0.0, 1.0, shape, 4)?.length_decay(2.0)?.magnitude_decay(0.5)?;
    /// assert_eq!([0, 2, 3, 4, 8, 12].map(|step| schedule.at(step)), [0.0, 1.0, 0.5, 0.0, 0.5, 0.0]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct CyclicalDecay {
        pub(crate) min_lr: f32,
        pub(crate) max_lr: f32,
        pub(crate) shape: CycleShape,
        pub(crate) cycle_length: u32,
        pub(crate) length_decay: f32,
        pub(crate) magnitude_decay: f32,
    }
}

words! { struct CyclicalDecay { min_lr, max_lr, shape, cycle_length, length_decay, magnitude_decay } }

impl CyclicalDecay {
    /// Equal cycles of `cycle_length` steps, at least 1, between two rates in [0, ∞).
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(
        min_lr: f32,
        max_lr: f32,
        shape: CycleShape,
        cycle_length: u32,
    ) -> Result<Self, Error> {
        let (length_decay, magnitude_decay) = (1.0, 1.0);
        error::validated!(Self {
            min_lr,
            max_lr,
            shape,
            cycle_length,
            length_decay,
            magnitude_decay
        })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("min_lr", self.min_lr));
        error::check!(error::non_negative("max_lr", self.max_lr));
        error::check!(error::at_least_one("cycle_length", self.cycle_length));
        if let CycleShape::Triangular { inc_fraction } = self.shape {
            error::check!(error::share("inc_fraction", inc_fraction));
        }
        if !(self.length_decay >= 1.0 / 256.0 && self.length_decay.is_finite()) {
            let (value, allowed) = (self.length_decay, "finite and at least 1/256");
            return Err(Error::OutOfRange { field: "length_decay", value, allowed });
        }
        error::factor("magnitude_decay", self.magnitude_decay)
    }

    /// The factor from the length of one cycle to the next, 1/256 or more; above 1 they grow.
    /// Fractions of a step are rounded up. A length changes 512 times at most, then all cycles are equal: an
    /// evaluation costs a bounded number of instructions.
    ///
    /// # Errors
    /// `decay` out of its range.
    pub const fn length_decay(self, decay: f32) -> Result<Self, Error> {
        error::validated!(Self { length_decay: decay, ..self })
    }

    /// The factor from the height of one cycle to the next, above 0 and at most 1.
    ///
    /// # Errors
    /// `decay` out of its range.
    pub const fn magnitude_decay(self, decay: f32) -> Result<Self, Error> {
        error::validated!(Self { magnitude_decay: decay, ..self })
    }

    /// Whether `step` is the last one of its cycle.
    #[must_use]
    pub fn is_cycle_end(&self, step: u32) -> bool {
        let here = self.place(step);
        here.is_last_step(|next| self.place(next), step)
    }

    fn place(&self, step: u32) -> Place {
        place(self.cycle_length, Growth::RoundedUp(self.length_decay), step)
    }
}

impl Schedule for CyclicalDecay {
    fn at(&self, step: u32) -> f32 {
        let Place { cycle, progress } = self.place(step);
        let value = match self.shape {
            CycleShape::Cosine => progress.cosine(self.max_lr, self.min_lr),
            CycleShape::Triangular { inc_fraction } => {
                triangle(self.min_lr, self.max_lr, progress, Wide::from_f32(inc_fraction))
            }
        };
        value * power_of_integer(Wide::from_f32(self.magnitude_decay), cycle).to_f32()
    }
}

/// Up from `min` to `max` and down again. Kept out of line, so that a cosine does not save its registers.
#[inline(never)]
fn triangle(min: f32, max: f32, progress: Progress, inc_fraction: Wide) -> f32 {
    let Progress { done, rest, whole } = progress;
    let up = whole.times(inc_fraction);
    let (height, side) = if done.is_below(up) {
        (done, up)
    } else {
        (rest, whole.times(Wide::ONE.minus(inc_fraction)))
    };
    if !height.is_below(side) {
        max
    } else if min <= max {
        blend(min, max, height.over(side).to_f32())
    } else {
        blend(max, min, side.minus(height).over(side).to_f32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_of_all_may_end_a_cycle() {
        let cycles = |length| CyclicalDecay::new(0.0, 1.0, CycleShape::Cosine, length).unwrap();
        assert!(cycles(16).is_cycle_end(u32::MAX));
        assert!(!cycles(10).is_cycle_end(u32::MAX));
        // 10, 5, 3, 2 and then 1: from there on every step ends a cycle.
        let shrinking = cycles(10).length_decay(0.5).unwrap();
        let ends = [9, 14, 17, 19, 20, u32::MAX];
        assert!(ends.iter().all(|&step| shrinking.is_cycle_end(step)));
        assert!([8, 10, 15, 18].iter().all(|&step| !shrinking.is_cycle_end(step)));
    }
}
