//! η(t) = final + (base − final) · (1 + cos(π · frac(n · t / T))) / 2, final from T on.
//!
//! Restarts by number: n equal cosines share T steps, whether T is a multiple of n or not. Hugging Face
//! transformers' `get_cosine_with_hard_restarts_schedule_with_warmup` (`num_cycles`; a warmup goes in
//! front, see [`steps_after_warmup`](crate::schedule::steps_after_warmup)), after I. Loshchilov, F. Hutter,
//! "SGDR: Stochastic Gradient Descent with Warm Restarts".

use crate::schedule::{Schedule, between::half_cosine};
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A number of equal cosines from `base_lr` to `final_lr`, one after another, over `steps` steps in all.
    ///
    /// A cosine that ends between two steps is left there; `final_lr` itself is reached at the end.
    ///
    /// ```
    /// use thalweg::schedule::{CosineWithHardRestarts, Schedule};
    /// let schedule = CosineWithHardRestarts::new(1.0, 0.0, 10, 4).unwrap();
    /// assert_eq!([0, 5, 10, 99].map(|step| schedule.at(step)), [1.0, 1.0, 0.0, 0.0]);
    /// assert_eq!(schedule.at(2), schedule.at(7)); // four fifths of a cosine
    /// ```
    pub struct CosineWithHardRestarts {
        pub(crate) base_lr: f32,
        pub(crate) final_lr: f32,
        pub(crate) steps: u32,
        pub(crate) cycles: u32,
    }
}

words! { struct CosineWithHardRestarts { base_lr, final_lr, steps, cycles } }

impl CosineWithHardRestarts {
    /// `base_lr` and `final_lr` in [0, ∞); `steps` at least 1; `cycles` from 1 to `steps`.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32, cycles: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, final_lr, steps, cycles })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("final_lr", self.final_lr));
        error::check!(error::at_least_one("steps", self.steps));
        if self.cycles >= 1 && self.cycles <= self.steps {
            return Ok(());
        }
        Err(Error::Count { field: "cycles", value: self.cycles, allowed: "from 1 to steps" })
    }
}

impl Schedule for CosineWithHardRestarts {
    fn at(&self, step: u32) -> f32 {
        if step >= self.steps {
            return self.final_lr;
        }
        // In units of 1/n steps the cosines have T each.
        let done = remainder(step, self.cycles, self.steps);
        half_cosine(self.base_lr, self.final_lr, done, self.steps)
    }
}

/// a · b mod m, for a below m, by doubling: no 64-bit division is linked. 0 for m = 0.
pub(crate) fn remainder(a: u32, b: u32, m: u32) -> u32 {
    let (a, m) = (u64::from(a), u64::from(m));
    (0..32 - b.leading_zeros()).rev().fold(0, |rest, bit| {
        let doubled = wrapped(2 * u64::from(rest), m);
        if b >> bit & 1 == 1 { wrapped(u64::from(doubled) + a, m) } else { doubled }
    })
}

/// x mod m for x below 2 m, m below 2³².
const fn wrapped(x: u64, m: u64) -> u32 {
    (if x >= m { x - m } else { x }) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Cosine, WarmRestarts};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_remainder_of_a_product(a: u32, b: u32, m in 1..=u32::MAX) {
            let wanted = u64::from(a % m) * u64::from(b) % u64::from(m);
            prop_assert_eq!(u64::from(remainder(a % m, b, m)), wanted);
        }

        #[test]
        fn cycles_of_whole_steps_are_warm_restarts(length in 1..2000_u32, cycles in 1..50_u32, step: u32) {
            let step = step % (length * cycles);
            let restarts = WarmRestarts::new(0.7, 0.1, length).unwrap();
            let numbered = CosineWithHardRestarts::new(0.7, 0.1, length * cycles, cycles).unwrap();
            let (a, b) = (restarts.at(step), numbered.at(step));
            prop_assert!((a - b).abs() <= 2.0 * f32::EPSILON * a, "{a} {b}");
        }
    }

    #[test]
    fn one_cycle_is_a_cosine() {
        let (one, cosine) =
            (CosineWithHardRestarts::new(0.3, 0.1, 777, 1), Cosine::new(0.3, 0.1, 777));
        for step in 0..1000 {
            assert_eq!(one.unwrap().at(step), cosine.unwrap().at(step));
        }
    }

    #[test]
    fn three_cycles_in_a_thousand_steps() {
        // transformers: 0.5 * (1 + cos(pi * ((3 * t / 1000) % 1)))
        let schedule = CosineWithHardRestarts::new(1.0, 0.0, 1000, 3).unwrap();
        for step in 0..1000 {
            let share = f64::from(3 * step % 1000) / 1000.0;
            let wanted = 0.5 + 0.5 * (core::f64::consts::PI * share).cos();
            assert!((f64::from(schedule.at(step)) - wanted).abs() < 1e-7, "{step}");
        }
    }

    #[test]
    fn what_it_refuses() {
        for cycles in [0, 11] {
            let error = CosineWithHardRestarts::new(1.0, 0.0, 10, cycles).unwrap_err();
            let wanted =
                Error::Count { field: "cycles", value: cycles, allowed: "from 1 to steps" };
            assert_eq!(error, wanted);
        }
    }
}
