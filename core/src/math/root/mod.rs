//! Square roots in integers, for processors without an instruction and for fixed point.
//!
//! Two ways to the same results: by a table, fast; by digits, small.

#[allow(dead_code, reason = "one way is taken, and none where the processor has an instruction")]
mod by_digits;
#[allow(dead_code, reason = "one way is taken, and none where the processor has an instruction")]
mod by_table;
mod inverse;

#[cfg(feature = "small")]
use by_digits as way;
#[cfg(not(feature = "small"))]
use by_table as way;

pub(crate) use inverse::inverse_root;
pub(crate) use way::isqrt;
#[allow(unused_imports, reason = "the processor may have an instruction")]
pub(crate) use way::of_mantissa;

#[cfg(test)]
mod tests {
    use super::{by_digits, by_table};

    #[test]
    fn both_ways_give_the_floor_around_every_square() {
        for isqrt in [by_digits::isqrt, by_table::isqrt] {
            for r in 0..=0xffff_u32 {
                for x in [r * r, r * r + r, r * r + 2 * r] {
                    assert_eq!(isqrt(x), r, "{x}");
                }
            }
        }
    }

    #[test]
    fn forty_million_integers() {
        (0..=u32::MAX).step_by(107).for_each(|x| assert_eq!(by_table::isqrt(x), x.isqrt(), "{x}"));
    }

    #[test]
    #[ignore = "a minute: every integer"]
    fn every_integer() {
        (0..=u32::MAX).for_each(|x| assert_eq!(by_table::isqrt(x), x.isqrt(), "{x}"));
    }

    #[test]
    fn both_ways_give_the_same_root_of_a_mantissa() {
        for z in (1 << 30..=u32::MAX).step_by(1009) {
            assert_eq!(by_digits::of_mantissa(z), by_table::of_mantissa(z), "{z}");
        }
    }
}
