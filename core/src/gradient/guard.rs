//! A gradient that is not finite must not reach the parameters: the whole step is skipped.

use super::{Element, Flow, Gradient, Step, Transform};
use crate::group::Span;
use crate::{Error, error, math::SUMS_ARE_CHEAP};

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

/// Whether the sum of squares is below that of the limit, and so is every magnitude: a sum rounded to
/// nearest is not below its largest term. A gradient that is not small may still be good.
#[inline]
fn sum_is_small<'s>(gradient: impl Gradient<'s>, limit: f32) -> bool {
    gradient.fold(0.0, |sum, element| sum + element.g * element.g) < limit * limit
}

/// Whether every magnitude is at most the limit. Rarely asked after the sum, so it is kept short: a
/// loop with a second way out is not unrolled.
#[inline]
fn each_is_small<'s>(mut gradient: impl Gradient<'s>, limit: f32) -> bool {
    gradient.all(|element| element.g.abs() <= limit)
}

/// The same without a branch, for several at once.
#[inline]
fn bits_are_small<'s>(gradient: impl Gradient<'s>, limit: f32) -> bool {
    // Magnitudes compare as their bits do, NaN above all. Adding what a magnitude may have left to
    // grow reaches the sign bit only from above the limit.
    let room = 0x7fff_ffff - limit.to_bits();
    let over = gradient
        .fold(0_u32, |over, element| over | (element.g.to_bits() & 0x7fff_ffff).wrapping_add(room));
    over >> 31 == 0
}

impl Transform for Guard {
    type Ready<'a> = ();

    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive("limit", self.limit)
    }

    fn begin<'s>(&mut self, _: &Step<'_>, gradient: impl Gradient<'s>) -> Flow<()> {
        let good = if SUMS_ARE_CHEAP {
            sum_is_small(gradient.clone(), self.limit) || each_is_small(gradient, self.limit)
        } else {
            bits_are_small(gradient, self.limit)
        };
        if good { Flow::Pass(()) } else { Flow::Skip }
    }

    #[inline]
    fn apply((): &(), element: Element<'_>) -> f32 {
        element.g
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gradient::Elements, group::Group};

    /// The quick looks never pass what the exact one refuses, and the one at bits is exact.
    #[test]
    fn the_three_looks_agree() {
        let limits = [1e-30, 1e-19, 0.3, 1.0, 1e19, Guard::DEFAULT.limit, f32::MAX];
        for limit in limits {
            let magnitudes = [0.0, limit.next_down(), limit, limit.next_up(), f32::NAN];
            for g in magnitudes.into_iter().flat_map(|g| [[g, 0.0], [0.0, -g]]) {
                let spans = [Span { start: 0, number: 0, group: Group::vector(2) }];
                let elements = Elements::new(&spans, &[0.0; 2], &g);
                let exact = each_is_small(elements.clone(), limit);
                assert_eq!(bits_are_small(elements.clone(), limit), exact, "{g:?} within {limit}");
                assert!(exact || !sum_is_small(elements, limit), "{g:?} within {limit}");
            }
        }
    }
}
