//! η(t) = final + (base − final) · (1 + cos(π t / T)) / 2, held from T on.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5, one
//! cycle. With p = t / T the weight is (1 + cos πp) / 2 = 1 − sin²(πp/2), and it is point-symmetric
//! about p = 1/2, so a sine on [0, π/4] is enough: its Taylor series to x¹¹, whose next term is
//! 7e-12, a thirtieth of the last bit.

use super::{Schedule, between, rate};
use crate::{
    Error,
    config::config,
    error,
    fixed::{Rate, scale::ratio},
};

config! {
    /// Half a cosine from `base_lr` at step 0 to `final_lr` at step `steps`, then held.
    ///
    /// Within 2⁻²⁸ = 4e-9 of the formula. The values never turn back for up to 2³⁰ steps; in longer ones two
    /// neighbours may differ by one unit of 2⁻³¹ the wrong way.
    ///
    /// ```
    /// use thalweg::fixed::{Rate, schedule::{Cosine, Schedule}};
    /// let schedule = Cosine::new(0.3, 0.1, 100).unwrap();
    /// let ends = [Rate::from_f32(0.3).unwrap(), Rate::from_f32(0.1).unwrap()];
    /// assert_eq!([schedule.at(0), schedule.at(100)], ends);
    /// assert_eq!(schedule.at(5000), ends[1]);
    /// assert!((schedule.at(50).to_f32() - 0.2).abs() < 1e-7);
    /// ```
    #[derive(Eq)]
    pub struct Cosine {
        base_lr: Rate,
        final_lr: Rate,
        steps: u32,
    }
}

impl Cosine {
    /// `base_lr` and `final_lr` in [0, 2); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32) -> Result<Self, Error> {
        match (rate("base_lr", base_lr), rate("final_lr", final_lr)) {
            (Ok(base_lr), Ok(final_lr)) => error::validated!(Self { base_lr, final_lr, steps }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    const fn validate(&self) -> Result<(), Error> {
        error::at_least_one("steps", self.steps)
    }
}

impl Schedule for Cosine {
    fn at(&self, step: u32) -> Rate {
        if step >= self.steps {
            return self.final_lr;
        }
        between(self.final_lr, self.base_lr, falling(ratio(step, self.steps)))
    }
}

/// (1 + cos πp) / 2 in Q0.32, for p in Q0.32.
pub(super) fn falling(p: u32) -> u64 {
    let late = p >> 31 == 1;
    let sine = sine(if late { p.wrapping_neg() } else { p });
    // A sine is below 2³².
    let square = sine.wrapping_mul(sine).wrapping_add(1 << 31) >> 32;
    if late { square } else { (1_u64 << 32).wrapping_sub(square) }
}

/// (π/2)ⁿ / n! in Q0.32, for n = 11, 9 … 1.
const SERIES: [u64; 6] =
    [0x3c61, 0x000a_83c2, 0x0132_d2cd, 0x1466_bc67, 0xa55d_e731, 0x1_921f_b544];

/// sin(πx/2) in Q0.32, for x in Q0.32 up to 1/2.
fn sine(x: u32) -> u64 {
    let x = u64::from(x);
    let square = (x * x) >> 32;
    // Each coefficient is above what is taken from it: sums are below 2³³, square is at most 2³⁰.
    let sum = SERIES
        .iter()
        .fold(0_u64, |sum, coefficient| coefficient.wrapping_sub(sum.wrapping_mul(square) >> 32));
    x.wrapping_mul(sum) >> 32
}
