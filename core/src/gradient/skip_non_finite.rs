//! A gradient that is not finite must not reach the parameters: the whole step is skipped.

use super::{Element, Flow, GradientPart, Step, Transform};
use crate::group::Span;
use crate::{Error, default, error, math::SUMS_ARE_CHEAP};

/// Skips a step whose gradient holds a NaN, an infinity, or a magnitude above a limit.
///
/// One bad element spoils a state for as long as its window is, so not even the good ones are used. As
/// Optax' `apply_if_finite` and the scalers of mixed precision.
///
/// ```
/// use thalweg::optimizer::{Momentum, Optimizer, Outcome};
/// // Every optimizer has it, unless other transformations are chosen.
/// let mut optimizer = Optimizer::<Momentum, [f32; 2]>::new(Momentum::DEFAULT).unwrap();
/// let mut w = [1.0, 1.0];
/// assert_eq!(optimizer.step(&mut w, &[f32::NAN, 0.5], 0.1), Ok(Outcome::Skipped));
/// assert_eq!((w, optimizer.steps(), optimizer.skipped()), ([1.0, 1.0], 0, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SkipNonFinite {
    limit: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    sum: f32,
    #[cfg_attr(feature = "serde", serde(skip))]
    sight: Sight,
}

/// How far the gradient of this step was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Sight {
    /// The first look, and nothing bad so far.
    #[default]
    First,
    /// The sum of squares was not small: each element by itself.
    Each,
    /// An element was bad.
    Bad,
}

impl SkipNonFinite {
    /// √`f32::MAX`: the square of a larger gradient is not finite, and most rules square it.
    pub const DEFAULT: Self = Self::above(1.844_674_3e19);
    /// Whatever is finite passes: for rules that do not square it. A sum of squares that has left the range stays ∞, and
    /// its steps are 0 ever after, without a word.
    pub const FINITE: Self = Self::above(f32::MAX);

    /// The largest magnitude that passes, above 0, checked by the optimizer that takes it.
    pub const fn above(limit: f32) -> Self {
        Self { limit, sum: 0.0, sight: Sight::First }
    }

    /// The largest magnitude that passes.
    pub const fn limit(&self) -> f32 {
        self.limit
    }
}

default!(SkipNonFinite);

/// The sum of squares so far. Below that of the limit every magnitude is below the limit: a sum rounded to
/// nearest is not below its largest term. A gradient whose sum is not small may still be good.
#[inline]
fn sum_of_squares<'s>(sum: f32, part: impl GradientPart<'s>) -> f32 {
    part.fold(sum, |sum, element| sum + element.g * element.g)
}

/// Whether every magnitude is at most the limit. Rarely asked after the sum, so it is kept short: a
/// loop with a second way out is not unrolled.
#[cold]
#[inline(never)]
fn each_is_small<'s>(mut part: impl GradientPart<'s>, limit: f32) -> bool {
    part.all(|element| element.g.abs() <= limit)
}

/// The same without a branch, for several at once.
#[inline]
fn bits_are_small<'s>(part: impl GradientPart<'s>, limit: f32) -> bool {
    // Magnitudes compare as their bits do, NaN above all. Adding what a magnitude may have left to
    // grow reaches the sign bit only from above the limit.
    let room = 0x7fff_ffff - (limit.to_bits() & 0x7fff_ffff);
    let over = part
        .fold(0_u32, |over, element| over | (element.g.to_bits() & 0x7fff_ffff).wrapping_add(room));
    over >> 31 == 0
}

impl Transform for SkipNonFinite {
    type Ready<'a> = ();

    const ONLY_LOOKS: bool = true;

    #[inline]
    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive("limit", self.limit)
    }

    #[inline]
    fn begin(&mut self, _: &Step<'_>) -> Flow {
        (self.sum, self.sight) = (0.0, Sight::First);
        Flow::Look
    }

    #[inline]
    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        let good = match self.sight {
            Sight::First if SUMS_ARE_CHEAP => {
                self.sum = sum_of_squares(self.sum, part);
                true
            }
            Sight::First => bits_are_small(part, self.limit),
            Sight::Each => each_is_small(part, self.limit),
            Sight::Bad => true,
        };
        if !good {
            self.sight = Sight::Bad;
        }
    }

    #[inline]
    fn looked(&mut self, _: &Step<'_>) -> Flow {
        match self.sight {
            Sight::First if SUMS_ARE_CHEAP => {
                if self.sum < self.limit * self.limit {
                    return Flow::Continue;
                }
                self.sight = Sight::Each;
                Flow::Look
            }
            Sight::First | Sight::Each => Flow::Continue,
            Sight::Bad => Flow::Skip,
        }
    }

    fn ready(&self, _: &Step<'_>) {}

    #[inline]
    fn apply((): &(), element: Element<'_>) -> f32 {
        element.g
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::Group;

    /// The quick looks never pass what the exact one refuses, and the one at bits is exact.
    #[test]
    fn the_three_looks_agree() {
        let limits = [1e-30, 1e-19, 0.3, 1.0, 1e19, SkipNonFinite::DEFAULT.limit, f32::MAX];
        for limit in limits {
            let magnitudes = [0.0, limit.next_down(), limit, limit.next_up(), f32::NAN];
            for g in magnitudes.into_iter().flat_map(|g| [[g, 0.0], [0.0, -g]]) {
                let span = Span { start: 0, number: 0, group: Group::vector(2) };
                let element = |(index, g)| Element { index, span: &span, w: 0.0, g };
                let elements = g.into_iter().enumerate().map(element);
                let exact = each_is_small(elements.clone(), limit);
                assert_eq!(bits_are_small(elements.clone(), limit), exact, "{g:?} within {limit}");
                let small = sum_of_squares(0.0, elements) < limit * limit;
                assert!(exact || !small, "{g:?} within {limit}");
            }
        }
    }
}
