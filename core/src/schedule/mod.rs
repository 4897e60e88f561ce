//! Learning rates (and momenta) as pure functions of the step.
//!
//! A [`Schedule`] holds no state: it can be drawn, resumed, bisected, shared, and live in flash as a
//! `const`. Step 0 is the first update.

mod compose;
mod constant;
mod cosine;
mod factor;
mod warmup;

pub use compose::Then;
pub use constant::Constant;
pub use cosine::Cosine;
pub use factor::Factor;
pub use warmup::Warmup;

use crate::Error;

/// A value for every step of a training: a learning rate, a momentum, a weight decay.
///
/// Callers may rely on: the same step gives the same bits, in any order, on every target; no step
/// panics. An implementer promises exactly that and nothing about neighbouring steps.
///
/// ```
/// use thalweg::schedule::{Cosine, Schedule};
/// # fn main() -> Result<(), thalweg::Error> {
/// let warm = Cosine::new(0.1, 0.001, 100)?.warmup(10, 0.0)?;
/// assert_eq!(warm.at(0), 0.0);
/// assert_eq!(warm.at(10), 0.1);
/// assert_eq!(warm.at(110), 0.001);
/// # Ok(())
/// # }
/// ```
pub trait Schedule {
    /// The value at `step`; 0 is the first update.
    fn at(&self, step: u32) -> f32;

    /// A linear warmup from `begin` in front of this schedule: see [`Warmup::linear`].
    ///
    /// # Errors
    /// `begin` negative or not finite.
    fn warmup(self, steps: u32, begin: f32) -> Result<Warmup<Self>, Error>
    where
        Self: Copy,
    {
        Warmup::linear(steps, begin, self)
    }

    /// This schedule up to `boundary`, then `next` from its own step 0: see [`Then`].
    fn then<S: Schedule>(self, boundary: u32, next: S) -> Then<Self, S>
    where
        Self: Sized,
    {
        Then::new(self, boundary, next)
    }
}

impl<S: Schedule + ?Sized> Schedule for &S {
    fn at(&self, step: u32) -> f32 {
        (**self).at(step)
    }
}
