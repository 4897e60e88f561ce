//! η(t) = value, or value times a factor for the first steps.

use crate::schedule::Schedule;
use crate::words::words;
use crate::{Error, config::config, error};

config! {
    /// The same value at every step.
    ///
    /// ```
    /// use thalweg::schedule::{Constant, Schedule};
    /// assert_eq!(Constant::new(0.01).unwrap().at(4_000_000_000), 0.01);
    /// ```
    pub struct Constant {
        pub(crate) value: f32,
    }
}

words! { struct Constant { value } }

impl Constant {
    /// A schedule that always returns `value`.
    ///
    /// # Errors
    /// `value` negative or not finite.
    pub const fn new(value: f32) -> Result<Self, Error> {
        error::validated!(Self { value })
    }

    pub(in crate::schedule) const fn validate(self) -> Result<(), Error> {
        error::non_negative("value", self.value)
    }
}

impl Schedule for Constant {
    fn at(&self, _: u32) -> f32 {
        self.value
    }
}

config! {
    /// `base_lr · factor` for the first `steps` steps, then `base_lr`: PyTorch's `ConstantLR`.
    ///
    /// ```
    /// use thalweg::schedule::{ConstantFactor, Schedule};
    /// let schedule = ConstantFactor::new(0.5, 0.25, 5).unwrap();
    /// assert_eq!([0, 4, 5].map(|step| schedule.at(step)), [0.125, 0.125, 0.5]);
    /// ```
    pub struct ConstantFactor {
        pub(crate) base_lr: f32,
        pub(crate) factor: f32,
        pub(crate) steps: u32,
    }
}

words! { struct ConstantFactor { base_lr, factor, steps } }

impl ConstantFactor {
    /// `base_lr` and `factor` in [0, ∞), their product finite; PyTorch's defaults are a factor of 1/3 for 5 steps.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, factor: f32, steps: u32) -> Result<Self, Error> {
        error::validated!(Self { base_lr, factor, steps })
    }

    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("factor", self.factor));
        if (self.base_lr * self.factor).is_finite() {
            return Ok(());
        }
        let allowed = "such that base_lr times it is finite";
        Err(Error::OutOfRange { field: "factor", value: self.factor, allowed })
    }
}

impl Schedule for ConstantFactor {
    fn at(&self, step: u32) -> f32 {
        if step < self.steps { self.base_lr * self.factor } else { self.base_lr }
    }
}
