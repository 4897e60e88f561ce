//! low + (high − low) · w: the one interpolation of every schedule.
//!
//! The weight is always counted from the lower end, so that nothing cancels: of a rate that falls to
//! 0 over 2²⁵ steps the last step is (high/2²⁵)(1 ± 2⁻²²), where `base·(1 − t/T)` has lost every digit.

use crate::math::{Exponent, Wide};

/// `low` + (`high` − `low`) · `weight`, never above `high`; low ≤ high, weight from 0 to 1.
///
/// Error: 1½ ulp, plus that of the weight.
#[inline]
pub(crate) fn blend(low: f32, high: f32, weight: f32) -> f32 {
    let value = low + (high - low) * weight;
    // The difference may have been rounded up.
    if value > high { high } else { value }
}

/// `value`, or the largest number where it is beyond it.
#[inline]
pub(crate) const fn saturated(value: f32) -> f32 {
    if value > f32::MAX { f32::MAX } else { value }
}

/// From `from` to `to`, of which the share `gone` is over and `left` is not: the one that counts from
/// the lower end is used.
#[inline]
pub(super) fn along(
    from: f32,
    to: f32,
    gone: impl FnOnce() -> Wide,
    left: impl FnOnce() -> Wide,
) -> f32 {
    let (low, high, weight) = if from <= to { (from, to, gone()) } else { (to, from, left()) };
    blend(low, high, weight.to_f32())
}

/// `value` with more digits.
#[inline(never)] // once in flash, whatever the level
pub(super) fn wide(value: f32) -> Wide {
    Wide::from_f32(value)
}

/// `value` times `factor`: as a function once in flash in a small build.
pub(super) fn times(factor: Wide, value: f32) -> f32 {
    wide(value).times(factor).to_f32()
}

/// From `from` to `to` by equal factors; the very ends at both ends, and `from` until the end if one of
/// them is 0. Error: 2 ulp.
pub(crate) fn geometric(from: f32, to: f32, done: u32, total: u32) -> f32 {
    if done >= total {
        return to;
    }
    let (first, last) = (wide(from), wide(to));
    if done == 0 || first.is_zero() || last.is_zero() {
        return from;
    }
    let share = Wide::from_u32(done).over(Wide::from_u32(total));
    let value = times(Exponent::log2_ratio(last, first).times(share).exp2(), from);
    let (low, high) = if from <= to { (from, to) } else { (to, from) };
    // Rounding must not lead beyond an end.
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// From `from` to `to` in a straight line, `done` of `total` steps on the way; the very ends at both
/// ends. Error: 3 ulp.
#[inline]
pub(crate) fn linear(from: f32, to: f32, done: u32, total: u32) -> f32 {
    if done >= total {
        return if done == 0 { from } else { to };
    }
    if from > to && done == 0 {
        return from;
    }
    let (low, high, part) = if from <= to { (from, to, done) } else { (to, from, total - done) };
    blend(low, high, part as f32 / total as f32)
}
