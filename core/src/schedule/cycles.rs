//! Which cycle a step lies in, and how far: cycle i has the length L·mⁱ.
//!
//! One evaluation costs a bounded number of instructions, whatever the factor and the step:
//!
//! - equal cycles take one division;
//! - a factor of 1½ or more is walked from the first cycle, of which there are at most 54 in 2³² steps;
//! - a smaller one may have had 52 million cycles. The last one that has begun is found by powers and
//!   bisection: cycle n begins at L·(mⁿ − 1)/(m − 1), and mⁿ is the product of the powers m¹, m², m⁴, m⁸ …
//!   that the bits of n name;
//! - lengths rounded up to whole steps have no closed form: they change [`CHANGES`] times, then stay.
//!
//! Lengths that are no integers (Keras' `t_mul` 1.5, timm's `cycle_mul`) are kept with 64 bits after
//! the point, so that the last step of a long cycle, a fraction of a step before its end, keeps its
//! digits.

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

impl Place {
    /// Whether `step`, which lies here, is the last of its cycle; `place` gives where another one lies.
    pub(super) fn is_last_step(&self, place: impl FnOnce(u32) -> Self, step: u32) -> bool {
        match step.checked_add(1) {
            Some(next) => place(next).cycle != self.cycle,
            // There is no next step to look at.
            None => !Wide::ONE.is_below(self.progress.rest),
        }
    }
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
    let (mut cycle, mut done) = (0_u32, step);
    while done >= length {
        done -= length;
        cycle = cycle.wrapping_add(1); // 32 at most, of a factor of 2 or more
        if let Some(next) = length.checked_mul(factor) {
            length = next;
        } else {
            return last(cycle, done, u64::from(length) * u64::from(factor));
        }
    }
    Place { cycle, progress: Progress::of_steps(done, length) }
}

/// In a cycle that is longer than all steps, so that its rest is not negative.
fn last(cycle: u32, done: u32, length: u64) -> Place {
    let done = u64::from(done);
    Place { cycle, progress: Progress::of_parts(done, length.wrapping_sub(done)) }
}

/// Kept out of line: its 128-bit numbers take much stack.
#[inline(never)]
fn exact(length: u32, factor: f32, step: u32) -> Place {
    let (whole, fraction) = split(factor);
    // In units of 2⁻⁶⁴ steps: 96 bits up to the last step, and 32 more for the factor.
    let mut start = Start { cycle: 0, begin: 0, length: u128::from(length) << 64 };
    if whole == 1 && fraction >> 31 == 0 && step > length {
        start = Start::last_begun(length, fraction, step);
    }
    let Start { mut cycle, begin, mut length } = start;
    let mut done = (u128::from(step) << 64).saturating_sub(begin);
    while done >= length {
        done -= length;
        length = length * u128::from(whole) + ((length * u128::from(fraction)) >> 32);
        cycle = cycle.wrapping_add(1); // each is at least as long as the first: 2³² steps have no more
    }
    let [done, rest, whole] =
        [done, length - done, length].map(|part| Wide::from_u128(part).shifted(-64));
    Place { cycle, progress: Progress { done, rest, whole } }
}

/// Where a cycle begins, in units of 2⁻⁶⁴ steps.
struct Start {
    cycle: u32,
    begin: u128,
    length: u128,
}

/// m^(2^26) is beyond every bound: with the smallest factor above 1 and cycles of one step there are
/// 52 million.
const POWERS: usize = 26;

impl Start {
    /// The last cycle, or one shortly before it, that has begun at `step`, of a factor
    /// 1 + `fraction` · 2⁻³² that is below 1½.
    ///
    /// n is the largest number with L·(mⁿ − 1) ≤ t·(m − 1). Powers are in units of 2⁻⁹⁶, with an error of at
    /// most n units: below 2⁻³⁸ steps at the end of the longest of all searches, 2⁻⁵⁸ for factors
    /// from 1.001 on, none while mⁿ fits.
    fn last_begun(length: u32, fraction: u32, step: u32) -> Self {
        let length = u128::from(length);
        let bound = (u128::from(step) * u128::from(fraction)) << 32; // t·(m − 1) in units of 2⁻⁶⁴
        // Rounded up: a cycle that may not have begun has not.
        // No power is below 1, and the product of 96 bits and 32 fits.
        let terms = |power: u128| (power.wrapping_sub(ONE) >> 32) + 1;
        let begun = |power| terms(power).wrapping_mul(length) <= bound;
        let mut powers = [ONE; POWERS];
        let (mut power, mut known) = (ONE + (u128::from(fraction) << 64), 0);
        for place in &mut powers {
            if !begun(power) {
                break;
            }
            (*place, known) = (power, known + 1);
            let Some(square) = product(power, power) else { break };
            power = square;
        }
        let (mut cycle, mut power) = (0_u32, ONE);
        for (bit, square) in (0..POWERS).zip(&powers).take(known).rev() {
            if let Some(next) = product(power, *square)
                && begun(next)
            {
                (cycle, power) = (cycle | 1 << (bit & 31), next);
            }
        }
        let terms = divided(power.wrapping_sub(ONE), fraction); // (mⁿ − 1)/(m − 1) in units of 2⁻⁶⁴
        // It begins at `step` or before, and mⁿ is below 2³²: both fit.
        let [begin, length] = [terms, power >> 32].map(|factor| factor.wrapping_mul(length));
        Self { cycle, begin, length }
    }
}

/// 1 in units of 2⁻⁹⁶.
const ONE: u128 = 1 << 96;

/// The product of two numbers in units of 2⁻⁹⁶, cut; none from 2³² on.
fn product(a: u128, b: u128) -> Option<u128> {
    let [a, b] = [a, b].map(|x| [(x >> 64) as u64, x as u64].map(u128::from));
    let ([a_high, a_low], [b_high, b_low]) = (a, b);
    // Parts have 64 bits each, and their products fit.
    let high = a_high.wrapping_mul(b_high);
    if high >> 96 != 0 {
        return None;
    }
    let [first, second] = [a_high.wrapping_mul(b_low), a_low.wrapping_mul(b_high)];
    let middle = (first >> 32) + (second >> 32);
    (high << 32).checked_add(middle)?.checked_add(a_low.wrapping_mul(b_low) >> 96)
}

/// `dividend`, in units of 2⁻⁹⁶, over m − 1 = `fraction` · 2⁻³² below ½: in units of 2⁻⁶⁴.
///
/// A long division by bytes: the last nine bits of the fraction of a factor from 1 to 2 are 0, so that all
/// of it fits 32 bits, and no longer division is linked.
fn divided(dividend: u128, fraction: u32) -> u128 {
    let divisor = (fraction >> 9).max(1);
    let mut rest = 0;
    let digits = dividend.to_be_bytes().map(|byte| {
        let part = rest << 8 | u32::from(byte);
        rest = part % divisor;
        (part / divisor) as u8
    });
    u128::from_be_bytes(digits) >> 9
}

/// How often lengths that are rounded up to whole steps change; from then on all cycles are equal.
const CHANGES: u32 = 512;

fn rounded_up(mut length: u32, factor: f32, step: u32) -> Place {
    let (whole, fraction) = split(factor);
    // Never 0, for a factor below 2⁻³² either: each cycle has at least one step.
    let fraction = fraction.max(1);
    let (mut cycle, mut done) = (0_u32, step);
    while done >= length && cycle < CHANGES {
        done -= length;
        cycle += 1;
        let part = (u64::from(length) * u64::from(fraction) + u64::from(u32::MAX)) >> 32;
        let next = u64::from(length) * u64::from(whole) + part;
        let Ok(next) = u32::try_from(next) else {
            return last(cycle, done, next);
        };
        if next == length {
            break;
        }
        length = next;
    }
    // From here on all are equal.
    let Place { cycle: more, progress } = equal(length, done);
    Place { cycle: cycle.saturating_add(more), progress }
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
    fn the_cycle_that_is_found_by_powers_is_the_one_that_is_walked_to() {
        let factors = [1.1, 1.25, 1.001, 1.49, 1.000_1, 1.0 + f32::EPSILON, 1.3, 1.017];
        for (factor, first) in factors.into_iter().zip([1, 1024, 3, 7, 100, 1 << 20, 1, 5]) {
            let (_, fraction) = split(factor);
            let mut cycle = 0_u32;
            // In units of 2⁻⁹⁴ steps, 30 bits more than the crate keeps.
            let (mut length, mut begin) = (u128::from(first) << 94, 0_u128);
            while cycle < 3000 && begin >> 94 < (1 << 32) - 1 {
                let inside = (begin >> 94) as u32 + 1;
                let done = (u128::from(inside) << 94) - begin;
                if done < length {
                    let found = place(first, Growth::Exact(factor), inside);
                    assert_eq!(found.cycle, cycle, "{factor} from {first} at {inside}");
                    let [wanted, found] = [Wide::from_u128(done).shifted(-94), found.progress.done]
                        .map(|x| f64::from(x.to_f32()));
                    assert!((wanted - found).abs() <= 1e-7 * wanted + 1e-12, "{wanted} {found}");
                }
                begin += length;
                let [high, low] = [length >> 32, length & 0xffff_ffff];
                length += high * u128::from(fraction) + ((low * u128::from(fraction)) >> 32);
                cycle += 1;
            }
            assert!(cycle > 10, "{factor}");
        }
    }

    #[test]
    fn the_longest_search_ends_where_the_formula_says() {
        // ln(1 + 2⁻²³ · (2³² − 1)) / ln(1 + 2⁻²³)
        let factor = 1.0 + f32::EPSILON;
        let step = f64::from(f32::EPSILON);
        let wanted = ((f64::from(u32::MAX) * step).ln_1p() / step.ln_1p()).floor();
        let found = place(1, Growth::Exact(factor), u32::MAX);
        assert!((f64::from(found.cycle) - wanted).abs() <= 1.0, "{} for {wanted}", found.cycle);
        let Progress { done, rest, whole } = found.progress;
        let length = (f64::from(found.cycle) * step.ln_1p()).exp();
        assert!((f64::from(whole.to_f32()) / length - 1.0).abs() < 1e-6);
        assert!(done.is_below(whole) && !rest.is_zero());
    }

    #[test]
    fn lengths_rounded_up_change_512_times_at_most() {
        // 1, 2, 3 … 513, 513, 513 …
        let growth = Growth::RoundedUp(1.0 + f32::EPSILON);
        let end = 513 * 512 / 2;
        assert_eq!(whole(growth, 1, end - 1), (511, 511.0, 512.0));
        assert_eq!(whole(growth, 1, end), (512, 0.0, 513.0));
        assert_eq!(whole(growth, 1, end + 513 * 7 + 5), (519, 5.0, 513.0));
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
