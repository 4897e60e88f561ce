//! A gradient that is not finite must not reach the parameters: the whole step is skipped.

use super::{Element, Flow, GradientPart, Step, Transform};
use crate::group::Span;
use crate::{
    Error, default, error,
    math::{CONVERSIONS_TELL, LARGEST_ROOT, all_convert},
};

/// Skips a step whose gradient holds a NaN, an infinity, or a magnitude above a limit.
///
/// One bad element spoils a state for as long as its window is, so not even the good ones are used. As
/// Optax' `apply_if_finite` and the scalers of mixed precision.
///
/// Where a chain begins with the default one and [`ClipByGlobalNorm`](super::ClipByGlobalNorm), a gradient is looked at once for
/// both: a sum of squares that is a number tells that no element is bad.
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
    /// Not 0 once an element of this step was bad. A `bool` would lend its spare values to the `Result` of making an
    /// optimizer, which is then copied by a function that is linked for it.
    #[cfg_attr(feature = "serde", serde(skip))]
    bad: u8,
}

impl SkipNonFinite {
    /// √`f32::MAX`: the square of a larger gradient is not finite, and most rules square it.
    pub const DEFAULT: Self = Self::above(LARGEST_ROOT);
    /// Whatever is finite passes: for rules that do not square it. A sum of squares that has left the range stays ∞, its
    /// steps are 0 ever after, and each of them says that it diverged.
    pub const FINITE: Self = Self::above(f32::MAX);

    /// The largest magnitude that passes, above 0, checked by the optimizer that takes it.
    pub const fn above(limit: f32) -> Self {
        Self { limit, bad: 0 }
    }

    /// The largest magnitude that passes.
    pub const fn limit(&self) -> f32 {
        self.limit
    }
}

default!(SkipNonFinite);

/// No number of a magnitude above it converts to an integer of 32 bits: 2³¹.
const CONVERTED: f32 = 2_147_483_648.0;

/// Whether every magnitude is at most the limit, without a branch, for several at once.
#[inline]
fn each_is_small(gradient: impl Iterator<Item = f32>, limit: f32) -> bool {
    // Magnitudes compare as their bits do, NaN above all. Adding what a magnitude may have left to
    // grow reaches the sign bit only from above the limit.
    let room = 0x7fff_ffff - (limit.to_bits() & 0x7fff_ffff);
    let over =
        gradient.fold(0_u32, |over, g| over | (g.to_bits() & 0x7fff_ffff).wrapping_add(room));
    over >> 31 == 0
}

/// The same where it is seldom asked, in few bytes: a loop with a second way out is not unrolled.
#[cold]
#[inline(never)]
fn none_is_large(mut gradient: impl Iterator<Item = f32>, limit: f32) -> bool {
    gradient.all(|g| g.to_bits() & 0x7fff_ffff <= limit.to_bits() & 0x7fff_ffff)
}

/// The same of what lies side by side: seldom is a gradient so large that it does not convert.
#[inline]
fn slice_is_small(gradient: &[f32], limit: f32) -> bool {
    let each = gradient.iter().copied();
    if CONVERSIONS_TELL {
        limit >= CONVERTED && all_convert(gradient) || none_is_large(each, limit)
    } else {
        each_is_small(each, limit)
    }
}

impl Transform for SkipNonFinite {
    type Ready<'a> = ();

    const ONLY_LOOKS: bool = true;

    #[inline]
    fn validate(&self, _: &[Span]) -> Result<(), Error> {
        error::positive("limit", self.limit)
    }

    #[inline]
    fn guard(&self) -> Option<f32> {
        Some(self.limit)
    }

    #[inline]
    fn begin(&mut self, _: &Step<'_>) -> Flow {
        self.bad = 0;
        Flow::Look
    }

    #[inline]
    fn look<'s>(&mut self, _: &Step<'_>, part: impl GradientPart<'s>) {
        let each = part.map(|element| element.g);
        let small = if CONVERSIONS_TELL {
            none_is_large(each, self.limit)
        } else {
            each_is_small(each, self.limit)
        };
        self.bad |= u8::from(!small);
    }

    #[inline]
    fn look_at_slice(&mut self, _: &Step<'_>, gradient: &[f32]) -> bool {
        self.bad |= u8::from(!slice_is_small(gradient, self.limit));
        true
    }

    #[inline]
    fn looked(&mut self, _: &Step<'_>) -> Flow {
        if self.bad > 0 { Flow::Skip } else { Flow::Continue }
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

    /// What a guard says, shown the elements alone and also the slice.
    fn passes(limit: f32, gradient: &[f32]) -> bool {
        let span = Span { start: 0, number: 0, group: Group::vector(gradient.len()) };
        let step = Step { t: 1, hyperparams: 0.1.into(), spans: &[span] };
        let mut guard = SkipNonFinite::above(limit);
        let mut flow = guard.begin(&step);
        while flow == Flow::Look {
            if !guard.look_at_slice(&step, gradient) {
                let each = gradient.iter().enumerate();
                guard
                    .look(&step, each.map(|(index, &g)| Element { index, span: &span, w: 0.0, g }));
            }
            flow = guard.looked(&step);
        }
        flow == Flow::Continue
    }

    /// A comparison of floats, which NaN fails, is what is meant.
    #[test]
    fn what_is_above_the_limit_does_not_pass() {
        let limits = [1e-30, 1e-19, 0.3, 1.0, 1e19, SkipNonFinite::DEFAULT.limit, f32::MAX];
        for limit in limits {
            let signalling = f32::from_bits(0x7fa0_0000);
            let others = [0.0, 1e-45, f32::MAX, f32::INFINITY, f32::NAN, signalling];
            let around = [limit.next_down(), limit, limit.next_up()];
            for g in others.into_iter().chain(around).flat_map(|g| [g, -g]) {
                for gradient in [[g, 0.0], [0.0, g]] {
                    let exact = gradient.iter().all(|g| g.abs() <= limit);
                    assert_eq!(passes(limit, &gradient), exact, "{gradient:?} within {limit}");
                }
            }
        }
    }

    /// The quick look passes nothing that the smallest limit for which it is taken refuses.
    #[test]
    fn what_converts_is_small() {
        for g in [CONVERTED.next_down(), CONVERTED, CONVERTED.next_up(), f32::INFINITY, f32::NAN] {
            for g in [g, -g] {
                assert!(!all_convert(&[1.0, g]) || g.abs() <= CONVERTED, "{g}");
            }
        }
        assert!(all_convert(&[0.0, -1e-45, 1.0, CONVERTED.next_down()]) && all_convert(&[]));
    }
}
