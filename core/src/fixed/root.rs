//! ⌊√x⌋ of an integer, digit by digit: sixteen rounds of shift, compare, subtract.
//!
//! C. Woo's abacus method, as in H. S. Warren, "Hacker's Delight" (2nd ed.), section 11-1. No
//! division, no table, the same number of rounds for every x.

/// ⌊√x⌋, exact.
///
/// ```
/// use thalweg::fixed::root;
/// assert_eq!([0, 3, 4, 99, u32::MAX].map(root), [0, 1, 2, 9, 65_535]);
/// ```
#[must_use]
pub const fn root(x: u32) -> u32 {
    let (mut rest, mut root, mut digit) = (x, 0_u32, 1_u32 << 30);
    while digit != 0 {
        let trial = root | digit;
        root >>= 1;
        if rest >= trial {
            rest = rest.wrapping_sub(trial);
            root |= digit;
        }
        digit >>= 2;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn it_is_the_floor_around_every_square() {
        for r in 0..=0xffff_u32 {
            assert_eq!(root(r * r), r);
            assert_eq!(root(r * r + 2 * r), r); // the last before the next square
        }
    }
}
