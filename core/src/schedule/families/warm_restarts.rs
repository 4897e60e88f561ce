//! η(t) = min + (peakᵢ − min) · g(u), u from 0 to 1 within cycle i, then again from the next peak.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5: g is half
//! a cosine, and cycle i has T₀ · mⁱ steps. PyTorch's `CosineAnnealingWarmRestarts`, Keras'
//! `CosineDecayRestarts`, timm's cosine, poly and tanh schedulers.

use crate::schedule::{
    Curve, Schedule,
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

/// What is multiplied by `factor` from one cycle to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PeakDecay {
    /// Nothing: every cycle starts from the base rate. PyTorch.
    None,
    /// The distance of the peak from the minimum: Keras' `m_mul`.
    Span(f32),
    /// The peak; the minimum stays: timm's `cycle_decay`.
    Peak(f32),
}

words! { enum PeakDecay { 0 None, 1 Span(factor), 2 Peak(factor) } }

config! {
    /// A decay that starts anew, again and again.
    ///
    /// ```
    /// use thalweg::schedule::{Schedule, WarmRestarts};
    /// # fn main() -> Result<(), thalweg::Error> {
    /// let schedule = WarmRestarts::new(1.0, 0.0, 10)?.t_mult(2.0)?;
    /// assert_eq!([0, 5, 10, 20, 30].map(|step| schedule.at(step)), [1.0, 0.5, 1.0, 0.5, 1.0]);
    /// assert_eq!([8, 9, 29].map(|step| schedule.is_cycle_end(step)), [false, true, true]);
    ///
    /// let warmed = schedule.cycle_warmup(2, 0.25)?;
    /// assert_eq!([0, 1, 2, 10, 12].map(|step| warmed.at(step)), [0.25, 0.625, 1.0, 0.25, 1.0]);
    /// # Ok(())
    /// # }
    /// ```
    pub struct WarmRestarts {
        pub(crate) base_lr: f32,
        pub(crate) min_lr: f32,
        pub(crate) first_cycle: u32,
        pub(crate) t_mult: f32,
        pub(crate) peak_decay: PeakDecay,
        pub(crate) curve: Curve,
        pub(crate) k_decay: f32,
        pub(crate) cycles: Option<u32>,
        pub(crate) warmup_steps: u32,
        pub(crate) warmup_start: f32,
    }
}

words! { struct WarmRestarts { base_lr, min_lr, first_cycle, t_mult, peak_decay, curve, k_decay, cycles, warmup_steps, warmup_start } }

impl WarmRestarts {
    /// Cosines from `base_lr` to `min_lr`, both in [0, ∞), over `first_cycle` steps each (T₀, at least
    /// 1). The end of a cycle is the start of the next: `min_lr` itself is never reached.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, min_lr: f32, first_cycle: u32) -> Result<Self, Error> {
        error::validated!(Self {
            base_lr,
            min_lr,
            first_cycle,
            t_mult: 1.0,
            peak_decay: PeakDecay::None,
            curve: Curve::Cosine,
            k_decay: 1.0,
            cycles: None,
            warmup_steps: 0,
            warmup_start: 0.0,
        })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("min_lr", self.min_lr));
        error::check!(error::at_least_one("first_cycle", self.first_cycle));
        if !(self.t_mult >= 1.0 && self.t_mult.is_finite()) {
            let (value, allowed) = (self.t_mult, "finite and at least 1");
            return Err(Error::OutOfRange { field: "t_mult", value, allowed });
        }
        if let PeakDecay::Span(factor) | PeakDecay::Peak(factor) = self.peak_decay {
            error::check!(error::factor("peak_decay", factor));
        }
        error::check!(self.curve.validate());
        error::check!(error::positive("k_decay", self.k_decay));
        error::check!(error::non_negative("start_lr", self.warmup_start));
        if self.warmup_steps < self.first_cycle {
            return Ok(());
        }
        let (value, allowed) = (self.warmup_steps, "below the length of the first cycle");
        Err(Error::Count { field: "cycle_warmup", value, allowed })
    }

    /// Each cycle is `factor` times as long as the one before (m, PyTorch's `T_mult`; 1 or more). The ends of cycles
    /// may lie between two steps. One evaluation costs a bounded number of instructions: of a factor of 1½ or
    /// more it walks the at most 54 cycles passed, of a smaller one it finds the cycle by powers.
    ///
    /// # Errors
    /// `factor` out of its range.
    pub const fn t_mult(self, factor: f32) -> Result<Self, Error> {
        error::validated!(Self { t_mult: factor, ..self })
    }

    /// How the peaks shrink; a factor is above 0 and at most 1.
    ///
    /// # Errors
    /// A factor out of its range.
    pub const fn peak_decay(self, peak_decay: PeakDecay) -> Result<Self, Error> {
        error::validated!(Self { peak_decay, ..self })
    }

    /// Another way down than half a cosine.
    ///
    /// # Errors
    /// A number of the curve out of its range.
    pub const fn curve(self, curve: Curve) -> Result<Self, Error> {
        error::validated!(Self { curve, ..self })
    }

    /// The share u of a cycle to the power k: T. Zhang, W. Li, "k-decay", arXiv 2004.05909. Above 0.
    ///
    /// # Errors
    /// `k` out of its range.
    pub const fn k_decay(self, k: f32) -> Result<Self, Error> {
        error::validated!(Self { k_decay: k, ..self })
    }

    /// Only so many cycles, then `min_lr` is held.
    #[must_use]
    pub const fn cycles(self, cycles: u32) -> Self {
        Self { cycles: Some(cycles), ..self }
    }

    /// The first `steps` of every cycle, fewer than the first cycle has, rise in a straight line from
    /// `start_lr` to the peak.
    ///
    /// # Errors
    /// `steps` or `start_lr` out of its range.
    pub const fn cycle_warmup(self, steps: u32, start_lr: f32) -> Result<Self, Error> {
        error::validated!(Self { warmup_steps: steps, warmup_start: start_lr, ..self })
    }

    /// Whether `step` is the last one of its cycle, and of those that count: the time to keep a snapshot.
    #[must_use]
    pub fn is_cycle_end(&self, step: u32) -> bool {
        let here = self.place(step);
        let counts = self.cycles.is_none_or(|cycles| here.cycle < cycles);
        counts && here.is_last_step(|next| self.place(next), step)
    }

    /// The value that cycle `cycle` starts from.
    fn peak(&self, cycle: u32) -> f32 {
        let left = |factor| power_of_integer(Wide::from_f32(factor), cycle);
        match self.peak_decay {
            _ if cycle == 0 => self.base_lr,
            PeakDecay::None => self.base_lr,
            PeakDecay::Peak(factor) => Wide::from_f32(self.base_lr).times(left(factor)).to_f32(),
            PeakDecay::Span(factor) if self.min_lr <= self.base_lr => {
                blend(self.min_lr, self.base_lr, left(factor).to_f32())
            }
            PeakDecay::Span(factor) => {
                blend(self.base_lr, self.min_lr, Wide::ONE.minus(left(factor)).to_f32())
            }
        }
    }

    fn place(&self, step: u32) -> Place {
        place(self.first_cycle, Growth::Exact(self.t_mult), step)
    }
}

impl Schedule for WarmRestarts {
    fn at(&self, step: u32) -> f32 {
        let Place { cycle, progress } = self.place(step);
        if self.cycles.is_some_and(|cycles| cycle >= cycles) {
            return self.min_lr;
        }
        let (peak, warmup) = (self.peak(cycle), Wide::from_u32(self.warmup_steps));
        let Progress { done, rest, whole } = progress;
        if done.is_below(warmup) {
            let way = Progress { done, rest: warmup.minus(done), whole: warmup };
            return way.line(self.warmup_start, peak);
        }
        let way = Progress { done: done.minus(warmup), rest, whole: whole.minus(warmup) };
        self.curve.blend(peak, self.min_lr, way.raised(self.k_decay))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_of_all_may_end_a_cycle() {
        // 2³² is a multiple of 16 and none of 10.
        let restarts = |first| WarmRestarts::new(1.0, 0.0, first).unwrap();
        assert!(restarts(16).is_cycle_end(u32::MAX));
        assert!(!restarts(10).is_cycle_end(u32::MAX));
        assert!(restarts(10).is_cycle_end(u32::MAX - 6));
        // 1 + 2 + 4 + … + 2³¹ steps end at step 2³² − 2.
        let doubling = restarts(1).t_mult(2.0).unwrap();
        assert!(doubling.is_cycle_end(u32::MAX - 1) && !doubling.is_cycle_end(u32::MAX));
    }

    #[test]
    fn what_comes_after_the_last_cycle_ends_none() {
        let three = WarmRestarts::new(1.0, 0.0, 10).unwrap().cycles(3);
        let ends: std::vec::Vec<u32> = (0..100).filter(|&step| three.is_cycle_end(step)).collect();
        assert_eq!(ends, [9, 19, 29]);
    }

    #[test]
    fn each_cycle_warms_up_to_its_own_peak() {
        let restarts = WarmRestarts::new(1.0, 0.0, 8).unwrap();
        let warmed =
            restarts.peak_decay(PeakDecay::Peak(0.5)).unwrap().cycle_warmup(4, 0.25).unwrap();
        for (cycle, peak) in [(0_u32, 1.0), (1, 0.5), (2, 0.25)] {
            let at = |step: u32| warmed.at(8 * cycle + step);
            // A straight line from the start to the peak, then half a cosine over what is left.
            for step in 0..4 {
                assert_eq!(at(step), 0.25 + (peak - 0.25) * step as f32 / 4.0);
            }
            assert_eq!([at(4), at(6)], [peak, 0.5 * peak]);
            assert!(at(7) > 0.0 && at(7) < at(6));
        }
        let refused = restarts.cycle_warmup(8, 0.25).unwrap_err();
        let allowed = "below the length of the first cycle";
        assert_eq!(refused, Error::Count { field: "cycle_warmup", value: 8, allowed });
    }

    extern crate std;
}
