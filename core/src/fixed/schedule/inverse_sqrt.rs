//! η(t) = peak · t / w up to w, then peak · √(w / t).
//!
//! X. Zhai et al., "Scaling Vision Transformers", and fairseq's `inverse_sqrt`; Noam's schedule with
//! the peak given.

use super::{Schedule, line, rate};
use crate::{
    Error,
    fixed::{Rate, gain::scale, scale::Scale},
};

/// A linear warmup to `peak_lr`, then the inverse square root of the step.
///
/// Within 2⁻³⁰ of the formula on the way up and 2⁻²⁷ on the way down, where the last unit of 2⁻³¹ is rounded down; 0 and
/// the peak are exact. Turns back at the peak only.
///
/// ```
/// use thalweg::fixed::schedule::{InverseSqrt, Schedule};
/// let schedule = InverseSqrt::new(1.0, 4).unwrap();
/// assert_eq!([0, 2, 4].map(|step| schedule.at(step).to_f32()), [0.0, 0.5, 1.0]);
/// assert!((schedule.at(16).to_f32() - 0.5).abs() < 1e-8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InverseSqrt {
    peak_lr: Rate,
    warmup_steps: u32,
}

impl InverseSqrt {
    /// `peak_lr` in [0, 2). With 0 `warmup_steps` the peak stands at step 0 and w counts as 1.
    ///
    /// # Errors
    /// `peak_lr` outside [0, 2).
    pub const fn new(peak_lr: f32, warmup_steps: u32) -> Result<Self, Error> {
        match rate("peak_lr", peak_lr) {
            Ok(peak_lr) => Ok(Self { peak_lr, warmup_steps }),
            Err(error) => Err(error),
        }
    }
}

impl Schedule for InverseSqrt {
    fn at(&self, step: u32) -> Rate {
        if step <= self.warmup_steps {
            return line(Rate::from_bits(0), self.peak_lr, step, self.warmup_steps);
        }
        let share = Scale::new(self.warmup_steps.max(1), 0).over(Scale::new(step, 0));
        Rate::from_bits(scale(self.peak_lr).times(share.root()).to_q31())
    }
}
