//! Which cycle a step lies in, and how far: cycle i has the length L·mⁱ.
//!
//! Equal cycles cost one division. Growing ones are walked from the first, so the cost is that of the
//! number of cycles passed: log(t/L) to the base m. Lengths that are no integers (Keras' `t_mul` 1.5, timm's
//! `cycle_mul`) are kept with 64 bits after the point, so that the last step of a long cycle, a
//! fraction of a step before its end, keeps its digits.

use super::progress::Progress;
use crate::math::Wide;

/// How the length of a cycle follows from that of the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Growth {
    /// Times this factor, 1 or more, exactly.
    Exact(f32),
    /// Times this factor, rounded up to whole steps.
    RoundedUp(f32),
}

/// Where a step lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// The cycle, from 0.
    pub(super) cycle: u32,
    pub(super) progress: Progress,
}

/// The cycle in which `step` lies; the end of a cycle is the start of the next.
pub(super) fn place(first_length: u32, growth: Growth, step: u32) -> Place {
    let length = first_length.max(1);
    match growth {
        Growth::Exact(1.0) | Growth::RoundedUp(1.0) => equal(length, step),
        Growth::Exact(factor) | Growth::RoundedUp(factor) if factor as u32 as f32 == factor => {
            multiplied(length, factor as u32, step)
        }
        Growth::Exact(factor) => exact(length, factor, step),
        Growth::RoundedUp(factor) => rounded_up(length, factor, step),
    }
}

fn equal(length: u32, step: u32) -> Place {
    let progress = Progress::of_steps(step % length, length);
    Place { cycle: step / length, progress }
}

fn multiplied(mut length: u32, factor: u32, step: u32) -> Place {
    let (mut cycle, mut done) = (0, step);
    while done >= length {
        done -= length;
        cycle += 1;
        if let Some(next) = length.checked_mul(factor) {
            length = next;
        } else {
            return last(cycle, done, u64::from(length) * u64::from(factor));
        }
    }
    Place { cycle, progress: Progress::of_steps(done, length) }
}

/// In a cycle that is longer than all steps.
fn last(cycle: u32, done: u32, length: u64) -> Place {
    let done = u64::from(done);
    Place { cycle, progress: Progress::of_parts(done, length - done) }
}

/// Kept out of line: its 128-bit numbers take much stack.
#[inline(never)]
fn exact(length: u32, factor: f32, step: u32) -> Place {
    let (whole, fraction) = split(factor);
    // In units of 2⁻⁶⁴ steps: 96 bits up to the last step, and 32 more for the factor.
    let (mut cycle, mut length) = (0, u128::from(length) << 64);
    let mut done = u128::from(step) << 64;
    while done >= length {
        done -= length;
        length = length * u128::from(whole) + ((length * u128::from(fraction)) >> 32);
        cycle += 1;
    }
    let [done, rest, whole] =
        [done, length - done, length].map(|part| Wide::from_u128(part).shifted(-64));
    Place { cycle, progress: Progress { done, rest, whole } }
}

fn rounded_up(mut length: u32, factor: f32, step: u32) -> Place {
    let (whole, fraction) = split(factor);
    // Never 0, for a factor below 2⁻³² either: each cycle has at least one step.
    let fraction = fraction.max(1);
    let (mut cycle, mut done) = (0_u32, step);
    while done >= length {
        done -= length;
        cycle += 1;
        let part = (u64::from(length) * u64::from(fraction) + u64::from(u32::MAX)) >> 32;
        let next = u64::from(length) * u64::from(whole) + part;
        let Ok(next) = u32::try_from(next) else {
            return last(cycle, done, next);
        };
        if next == length {
            // From here on all are equal.
            let Place { cycle: more, progress } = equal(length, done);
            return Place { cycle: cycle.saturating_add(more), progress };
        }
        length = next;
    }
    Place { cycle, progress: Progress::of_steps(done, length) }
}

/// A factor as whole + fraction · 2⁻³²: exact from 2⁻⁹ to 2³². A larger one counts as that: no second
/// cycle ends.
fn split(factor: f32) -> (u32, u32) {
    let whole = factor as u32;
    (whole, ((factor - whole as f32) * 4_294_967_296.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (cycle, steps done, length) as whole numbers.
    fn whole(growth: Growth, first: u32, step: u32) -> (u32, f32, f32) {
        let Place { cycle, progress } = place(first, growth, step);
        (cycle, progress.done.to_f32(), progress.whole.to_f32())
    }

    #[test]
    fn growing_cycles_begin_where_the_last_one_ends() {
        let doubled = [(0, 0, 0.0, 4.0), (3, 0, 3.0, 4.0), (4, 1, 0.0, 8.0), (12, 2, 0.0, 16.0)];
        for growth in [Growth::Exact(2.0), Growth::RoundedUp(2.0)] {
            for (step, cycle, done, length) in doubled {
                assert_eq!(whole(growth, 4, step), (cycle, done, length));
            }
            assert_eq!(whole(growth, 1, u32::MAX), (32, 0.0, 2_f32.powi(32)));
        }
        assert_eq!(whole(Growth::Exact(1.5), 1, 2), (1, 1.0, 1.5));
        assert_eq!(whole(Growth::Exact(1.5), 1, 3), (2, 0.5, 2.25));
        assert_eq!(whole(Growth::RoundedUp(1.5), 1, 3), (2, 0.0, 3.0));
    }

    #[test]
    fn shrinking_cycles_end_up_equal() {
        // 10, 5, 3, 2, 1, 1, 1 …
        let half = Growth::RoundedUp(0.5);
        assert_eq!(whole(half, 10, 19), (3, 1.0, 2.0));
        assert_eq!(whole(half, 10, 20), (4, 0.0, 1.0));
        assert_eq!(whole(half, 10, u32::MAX), (u32::MAX - 16, 0.0, 1.0));
        assert_eq!(whole(Growth::RoundedUp(1e-30), 10, 12), (3, 0.0, 1.0));
    }

    #[test]
    fn equal_cycles_are_one_division() {
        assert_eq!(
            whole(Growth::Exact(1.0), 7, u32::MAX),
            (u32::MAX / 7, (u32::MAX % 7) as f32, 7.0)
        );
        assert_eq!(whole(Growth::Exact(1.0), 0, 3), (3, 0.0, 1.0)); // a length of 0 counts as 1
        assert_eq!(whole(Growth::Exact(1e30), 7, u32::MAX).0, 1);
        assert_eq!(whole(Growth::RoundedUp(1e9), 1, u32::MAX).0, 2);
    }
}
