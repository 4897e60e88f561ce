//! Arithmetic in Q formats is that of integers without an end, rounded once, and cut where a format ends.

use proptest::prelude::*;
use thalweg::fixed::{Integer, Q};

/// Bits near the ends, near 0, and any.
fn bits() -> impl Strategy<Value = i64> {
    prop_oneof![
        -3..4_i64,
        (0..33_u32, -2..3_i64, any::<bool>()).prop_map(|(shift, off, negative)| {
            let power = (1_i64 << shift) + off;
            if negative { -power } else { power }
        }),
        any::<i32>().prop_map(i64::from),
        any::<u32>().prop_map(i64::from)
    ]
}

/// exact · 2^−down to nearest, ties away from zero.
fn nearest(exact: i128, down: u32) -> i128 {
    let magnitude = (exact.unsigned_abs() + (1 << down >> 1)) >> down;
    if exact < 0 { -(magnitude as i128) } else { magnitude as i128 }
}

/// What is counted, and the result with the end of its format.
fn same(
    found: i128,
    saturated: usize,
    exact: i128,
    range: (i128, i128),
) -> Result<(), TestCaseError> {
    prop_assert_eq!(found, exact.clamp(range.0, range.1), "for {}", exact);
    prop_assert_eq!(saturated, 5 + usize::from(found != exact));
    Ok(())
}

macro_rules! formats {
    ($visit:ident $a:expr, $b:expr; $($integer:ty, $fraction:literal;)*) => {
        $($visit!($a, $b; $integer, $fraction);)*
    };
}

/// Every format that stands for something in the crate, and its edges.
macro_rules! each_format {
    ($visit:ident $a:expr, $b:expr) => {
        formats!($visit $a, $b; i16, 0; i16, 12; i16, 15; i32, 0; i32, 22; i32, 30; u16, 16; u32, 16; u32, 31; u32, 32;);
    };
}

fn range<T: Integer>(of: impl Fn(T) -> i128, least: T, most: T) -> (i128, i128) {
    (of(least), of(most))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn sums_and_differences(a in bits(), b in bits()) {
        macro_rules! each {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let (a, b) = ($a as $integer, $b as $integer);
                let (x, y) = (Q::<$integer, $fraction>::from_bits(a), Q::from_bits(b));
                let range = range(i128::from, <$integer>::MIN, <$integer>::MAX);
                let mut saturated = 5;
                let sum = x.saturating_add(y, &mut saturated).to_bits();
                same(sum.into(), saturated, i128::from(a) + i128::from(b), range)?;
                let mut saturated = 5;
                let difference = x.saturating_sub(y, &mut saturated).to_bits();
                same(difference.into(), saturated, i128::from(a) - i128::from(b), range)?;
            }};
        }
        each_format!(each a, b);
    }

    #[test]
    fn the_other_sign_and_none(a in bits()) {
        macro_rules! each {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let a = $a as $integer;
                let x = Q::<$integer, $fraction>::from_bits(a);
                let range = range(i128::from, <$integer>::MIN, <$integer>::MAX);
                let mut saturated = 5;
                let negative = x.saturating_neg(&mut saturated).to_bits();
                same(negative.into(), saturated, -i128::from(a), range)?;
                let mut saturated = 5;
                let positive = x.saturating_abs(&mut saturated).to_bits();
                same(positive.into(), saturated, i128::from(a).abs(), range)?;
            }};
        }
        formats!(each a, a; i16, 12; i32, 22;);
    }

    #[test]
    fn products_of_all_formats(a in bits(), b in bits()) {
        macro_rules! second {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let y = Q::<$integer, $fraction>::from_bits($b as $integer);
                let exact = $a.1 * i128::from(y.to_bits());
                let mut saturated = 5;
                let product = $a.0.saturating_mul(y, &mut saturated).to_bits();
                same(product.into(), saturated, nearest(exact, $fraction), $a.2)?;
            }};
        }
        macro_rules! first {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let a = $a as $integer;
                let range = range(i128::from, <$integer>::MIN, <$integer>::MAX);
                let x = (Q::<$integer, $fraction>::from_bits(a), i128::from(a), range);
                each_format!(second x, $b);
            }};
        }
        each_format!(first a, b);
    }

    #[test]
    fn every_format_in_every_other(a in bits()) {
        macro_rules! second {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let range = range(i128::from, <$integer>::MIN, <$integer>::MAX);
                let mut saturated = 5;
                let found: Q<$integer, $fraction> = $a.0.saturating_into(&mut saturated);
                let exact = nearest(i128::from($a.0.to_bits()) << $fraction, $a.1);
                same(found.to_bits().into(), saturated, exact, range)?;
                // A number of few digits is the nearest that the float would be.
                let float = $a.0.to_f32();
                if $a.0.to_bits().unsigned_abs_() < 1 << 24 {
                    prop_assert_eq!(found, Q::<$integer, $fraction>::saturating_from_f32(float));
                }
            }};
        }
        macro_rules! first {
            ($a:expr, $b:expr; $integer:ty, $fraction:literal) => {{
                let x = (Q::<$integer, $fraction>::from_bits($a as $integer), $fraction);
                each_format!(second x, $b);
            }};
        }
        each_format!(first a, a);
    }
}

/// How far any of the integers is from 0.
trait Magnitude: Into<i128> + Copy {
    fn unsigned_abs_(self) -> u128 {
        let wide: i128 = self.into();
        wide.unsigned_abs()
    }
}

impl<T: Into<i128> + Copy> Magnitude for T {}

#[test]
fn what_no_format_of_the_crate_has_is_no_exception() {
    let mut saturated = 0;
    let tiny = Q::<i32, 100>::from_bits(-7);
    assert_eq!(tiny.saturating_into::<i32, 0>(&mut saturated), Q::from_bits(0));
    assert_eq!(Q::<i32, 0>::from_bits(3).saturating_mul(tiny, &mut saturated), Q::from_bits(0));
    assert_eq!(
        Q::<i32, 0>::from_bits(0).saturating_into::<i32, 90>(&mut saturated),
        Q::from_bits(0)
    );
    assert_eq!(saturated, 0);
    let far = Q::<i32, 0>::from_bits(-1).saturating_into::<i32, 90>(&mut saturated);
    assert_eq!((far, saturated), (Q::from_bits(i32::MIN), 1));
    // Half of a unit of 2⁻⁶⁴ is 2⁻¹ of it at most.
    let most = Q::<u32, 0>::from_bits(u32::MAX);
    assert_eq!(
        most.saturating_mul(Q::<u32, 64>::from_bits(u32::MAX), &mut saturated),
        Q::from_bits(1)
    );
}
