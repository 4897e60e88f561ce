//! η(t) = final + (base − final) · (1 − t / T)ᵖ, held from T on.
//!
//! MXNet's `PolyScheduler`, PyTorch's `PolynomialLR`, Optax' `polynomial_schedule`, Keras'
//! `PolynomialDecay` (whose `cycle` is [`Polynomial::cycle`]).

use crate::schedule::{Schedule, between::linear, progress::Progress};
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// A power of the share of steps that is left, from `base_lr` to `final_lr`.
    ///
    /// ```
    /// use thalweg::schedule::{Polynomial, Schedule};
    /// let schedule = Polynomial::new(1.0, 0.0, 2.0, 4).unwrap();
    /// assert_eq!([0, 2, 3, 4, 9].map(|step| schedule.at(step)), [1.0, 0.25, 0.0625, 0.0, 0.0]);
    /// assert_eq!(schedule.cycle().at(6), 0.0625); // a quarter of the stretched 8 steps is left
    /// ```
    pub struct Polynomial {
        pub(crate) base_lr: f32,
        pub(crate) final_lr: f32,
        pub(crate) power: f32,
        pub(crate) steps: u32,
        pub(crate) cycle: bool,
    }
}

words! { struct Polynomial { base_lr, final_lr, power, steps, cycle } }

impl Polynomial {
    /// `base_lr` and `final_lr` in [0, ∞), `power` above 0 (MXNet's default is 2, 1 is a straight
    /// line), `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, power: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, final_lr, power, steps, cycle: false })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("final_lr", self.final_lr));
        error::check!(error::positive("power", self.power));
        error::at_least_one("steps", self.steps)
    }

    /// Past the end T grows to the next multiple of `steps` that is not below t: the rate jumps up
    /// again, ever less high. Keras' `cycle`.
    #[must_use]
    pub const fn cycle(self) -> Self {
        Self { cycle: true, ..self }
    }

    /// How far `step` is on the way to the next multiple of the steps.
    fn stretched(&self, step: u32) -> Progress {
        // The last multiple may lie beyond the last step.
        let total = u64::from(step.div_ceil(self.steps.max(1))) * u64::from(self.steps);
        let done = u64::from(step);
        Progress::of_parts(done, total.saturating_sub(done))
    }
}

impl Schedule for Polynomial {
    fn at(&self, step: u32) -> f32 {
        let (from, to) = (self.base_lr, self.final_lr);
        if self.cycle && step > self.steps {
            let progress = self.stretched(step);
            if self.power == 1.0 {
                progress.line(from, to)
            } else {
                progress.polynomial(self.power, from, to)
            }
        } else if self.power == 1.0 {
            linear(from, to, step, self.steps)
        } else {
            Progress::of_steps(step, self.steps).polynomial(self.power, from, to)
        }
    }
}
