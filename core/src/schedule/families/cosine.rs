//! η(t) = final + (base − final) · ((1 + cos(π t / T)) / 2)ᵖ, held from T on; p = 1 unless said.
//!
//! I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", eq. 5, one
//! cycle; MXNet's `CosineScheduler`, PyTorch's `CosineAnnealingLR` (which rises again past T), Optax'
//! `cosine_decay_schedule` (which brought the exponent p). A constant and then a cosine is this one
//! [`Later`](crate::schedule::Shift::Later).

use crate::schedule::{Schedule, between::half_cosine, progress::Progress};
use crate::words::{Malformed, WordReader, WordWriter, Words, words};
use crate::{Error, config::config, error};

/// What a cosine does past its last step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PastEnd {
    /// Keeps the final rate: MXNet, Optax, Keras.
    #[default]
    Hold,
    /// Goes on as a cosine does, up to the base rate at 2T and down again: PyTorch.
    RiseAgain,
}

words! { enum PastEnd { 0 Hold, 1 RiseAgain } }

/// The exponent of a plain cosine, known when the program is built: no power is linked for it.
///
/// It is written as the number 1, so that a plain cosine can be read as one with an exponent, and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "f32", try_from = "f32"))]
pub struct UnitExponent;

impl From<UnitExponent> for f32 {
    fn from(_: UnitExponent) -> Self {
        1.0
    }
}

impl Words for UnitExponent {
    fn write(&self, to: &mut WordWriter<'_>) {
        f32::from(*self).write(to);
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        let found = f32::read(from);
        Self::try_from(found).unwrap_or_else(|_| {
            let what = "exponent of bits";
            from.refuse(Malformed::Number { what, found: found.to_bits() });
            Self
        })
    }
}

#[cfg(feature = "print")]
impl crate::literal::Literal for UnitExponent {
    fn literal(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f32::from(*self).literal(to)
    }
}

impl TryFrom<f32> for UnitExponent {
    type Error = Error;

    fn try_from(value: f32) -> Result<Self, Error> {
        let refused = Error::OutOfRange { field: "exponent", value, allowed: "1" };
        if value == 1.0 { Ok(Self) } else { Err(refused) }
    }
}

config! {
    /// Half a cosine from `base_lr` at step 0 to `final_lr` at step `steps`, then held.
    ///
    /// ```
    /// use thalweg::schedule::{Cosine, PastEnd, Schedule};
    /// let schedule = Cosine::new(0.75, 0.25, 100).unwrap();
    /// assert_eq!([0, 50, 100, 5000].map(|step| schedule.at(step)), [0.75, 0.5, 0.25, 0.25]);
    /// assert_eq!(schedule.past_end(PastEnd::RiseAgain).at(200), 0.75);
    ///
    /// let squared: Cosine<f32> = schedule.exponent(2.0).unwrap();
    /// assert_eq!(squared.at(50), 0.375);
    /// ```
    pub struct Cosine<P: UnitExponent | f32> {
        pub(crate) base_lr: f32,
        pub(crate) final_lr: f32,
        pub(crate) steps: u32,
        pub(crate) exponent: P,
        pub(crate) past_end: PastEnd,
    }
}

words! { struct Cosine<UnitExponent> { base_lr, final_lr, steps, exponent, past_end } }

words! { struct Cosine<f32> { base_lr, final_lr, steps, exponent, past_end } }

impl Cosine {
    /// `base_lr` and `final_lr` in [0, ∞); `steps` at least 1.
    ///
    /// # Errors
    /// A field out of its range.
    pub const fn new(base_lr: f32, final_lr: f32, steps: u32) -> Result<Self, Error> {
        let (exponent, past_end) = (UnitExponent, PastEnd::Hold);
        error::validated!(Self { base_lr, final_lr, steps, exponent, past_end })
    }

    pub(crate) const fn validate(&self) -> Result<(), Error> {
        self.validate_ends()
    }

    /// The final rate as a share `alpha` of `base_lr`, as Optax and Keras have it.
    ///
    /// # Errors
    /// A field out of its range; `alpha` is in [0, ∞).
    pub const fn alpha(base_lr: f32, alpha: f32, steps: u32) -> Result<Self, Error> {
        error::check!(error::non_negative("alpha", alpha));
        Self::new(base_lr, base_lr * alpha, steps)
    }
}

impl Cosine<f32> {
    pub(in crate::schedule) const fn validate(&self) -> Result<(), Error> {
        error::check!(self.validate_ends());
        error::positive("exponent", self.exponent)
    }
}

impl<P: Copy> Cosine<P> {
    /// The curve to the power `exponent`, above 0. Its type links what a power takes.
    ///
    /// # Errors
    /// `exponent` out of its range.
    pub const fn exponent(self, exponent: f32) -> Result<Cosine<f32>, Error> {
        let raised = self.with_exponent(exponent);
        error::check!(raised.validate());
        Ok(raised)
    }

    /// The same to another power, which is not looked at.
    const fn with_exponent(self, exponent: f32) -> Cosine<f32> {
        let Self { base_lr, final_lr, steps, past_end, .. } = self;
        Cosine { base_lr, final_lr, steps, exponent, past_end }
    }

    /// What comes after step `steps`.
    #[must_use]
    pub const fn past_end(self, past_end: PastEnd) -> Self {
        Self { past_end, ..self }
    }
}

impl<P> Cosine<P> {
    const fn validate_ends(&self) -> Result<(), Error> {
        error::check!(error::non_negative("base_lr", self.base_lr));
        error::check!(error::non_negative("final_lr", self.final_lr));
        error::at_least_one("steps", self.steps)
    }

    /// The step of the first half period that has the same value.
    fn done(&self, step: u32) -> u32 {
        let rest = step.checked_rem(self.steps);
        match (self.past_end, step.checked_div(self.steps), rest) {
            (PastEnd::RiseAgain, Some(halves), Some(rest)) if halves & 1 == 1 => self.steps - rest,
            (PastEnd::RiseAgain, _, Some(rest)) => rest,
            _ => step.min(self.steps),
        }
    }
}

impl Schedule for Cosine {
    fn at(&self, step: u32) -> f32 {
        half_cosine(self.base_lr, self.final_lr, self.done(step), self.steps)
    }
}

impl Schedule for Cosine<f32> {
    fn at(&self, step: u32) -> f32 {
        let (done, steps) = (self.done(step), self.steps);
        if self.exponent == 1.0 {
            return half_cosine(self.base_lr, self.final_lr, done, steps);
        }
        // A power of the share that is left is a polynomial in the way that a cosine has gone.
        let progress = Progress::of_steps(done, steps);
        progress.along_cosine().polynomial(self.exponent, self.base_lr, self.final_lr)
    }
}

impl From<Cosine> for Cosine<f32> {
    fn from(plain: Cosine) -> Self {
        plain.with_exponent(1.0)
    }
}
