//! A gradient that is not finite must not reach the parameters: the whole step is skipped.

use super::{Element, Flow, Gradient, Span, Step, Transform};
use crate::{Error, error, math::Math};

/// Skips a step whose gradient holds a NaN, an infinity, or a magnitude above `limit`.
///
/// One bad element spoils a state for as long as its window is, so not even the good ones are used.
///
/// ```
/// use thalweg::optimizer::{Momentum, Optimizer, Outcome};
/// let mut optimizer = Optimizer::<Momentum, 2>::new(Momentum::DEFAULT).unwrap(); // guarded
/// let mut w = [1.0, 1.0];
/// assert_eq!(optimizer.step(&mut w, &[f32::NAN, 0.5], 0.1), Ok(Outcome::Skipped));
/// assert_eq!((w, optimizer.steps(), optimizer.skipped()), ([1.0, 1.0], 0, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Guard {
    /// The largest magnitude that passes, above 0.
    pub limit: f32,
}

impl Guard {
    /// √`f32::MAX`: the square of a larger gradient is not finite, and most rules square it.
    pub const DEFAULT: Self = Self { limit: 1.844_674_3e19 };
    /// Whatever is finite.
    pub const FINITE: Self = Self { limit: f32::MAX };
}

impl Default for Guard {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Transform for Guard {
    type Ready<'a> = ();

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive("limit", self.limit)
    }

    fn begin<'s, M: Math>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<()> {
        // Magnitudes compare as their bits do, NaN above all. Adding what a magnitude may have left
        // to grow reaches the sign bit only from above the limit: three integer instructions each.
        let room = 0x7fff_ffff - self.limit.to_bits();
        let over = gradient.fold(0_u32, |over, element| {
            over | (element.g.to_bits() & 0x7fff_ffff).wrapping_add(room)
        });
        if over >> 31 == 0 { Flow::Pass(()) } else { Flow::Skip }
    }

    #[inline]
    fn apply((): &(), element: Element<'_>) -> f32 {
        element.g
    }
}
