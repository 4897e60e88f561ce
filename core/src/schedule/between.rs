//! low + (high − low) · w: the one interpolation of every schedule.
//!
//! The weight is always counted from the lower end, so that nothing cancels: of a rate that falls to
//! 0 over 2²⁵ steps the last step is (high/2²⁵)(1 ± 2⁻²²), where `base·(1 − t/T)` has lost every digit.

use crate::math::{Exponent, Wide, sine_squared};

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

/// From `from` to `to` along half a cosine, `done` of `total` steps on the way; the very ends at both ends.
///
/// What [`Progress::cosine`](super::progress::Progress::cosine) computes, in the integers that steps are: no number of
/// steps is so large that the share of the nearer end is subnormal.
#[inline(never)]
pub(super) fn half_cosine(from: f32, to: f32, done: u32, total: u32) -> f32 {
    if done == 0 {
        return from;
    }
    if done >= total {
        return to;
    }
    let rest = total - done;
    let near = sine_squared(Wide::from_u32(done.min(rest)).over(Wide::from_u32(total)));
    let (low, high, gone, left) =
        if from <= to { (from, to, done, rest) } else { (to, from, rest, done) };
    let weight = if left < gone { near.rest_of_one() } else { near };
    blend(low, high, weight.to_normal_f32())
}

#[cfg(test)]
mod tests {
    use super::{super::progress::Progress, half_cosine};

    #[test]
    fn half_a_cosine_in_integers_is_that_of_the_shares() {
        for total in [1, 2, 3, 7, 100, 9999, 1 << 24, (1 << 24) + 3, u32::MAX - 1, u32::MAX] {
            let scattered = (0..4000_u32).map(|i| i.wrapping_mul(2_654_435_761) % total);
            let ends = [0, 1, 2, total / 2, total / 2 + 1, total - 1, total];
            for done in ends.into_iter().chain(scattered).filter(|done| *done <= total) {
                for (from, to) in
                    [(0.1, 1e-4), (0.0, 3.0), (1e-30, 0.0), (0.5, 0.5), (f32::MAX, 1e-45)]
                {
                    let expected = Progress::of_steps(done, total).cosine(from, to);
                    let found = half_cosine(from, to, done, total);
                    assert_eq!(
                        found.to_bits(),
                        expected.to_bits(),
                        "{from} to {to}: {done} of {total}"
                    );
                }
            }
        }
        assert_eq!(half_cosine(0.1, 0.2, 0, 0), 0.1);
    }
}
