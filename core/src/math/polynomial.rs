//! Polynomials of fractions of 32 bits, by Horner's rule: a product and a sum for each coefficient.

/// The upper half of the product.
#[inline]
pub(super) fn upper(a: u32, b: u32) -> u32 {
    ((u64::from(a) * u64::from(b)) >> 32) as u32
}

/// Σ cₖ xᵏ, x in units of 2⁻³².
#[inline]
pub(super) fn horner(coefficients: &[u32], x: u32) -> u32 {
    coefficients.iter().rev().fold(0, |sum, &c| c.wrapping_add(upper(sum, x)))
}

/// Σ (−1)ᵏ cₖ xᵏ, x in units of 2⁻³²; each coefficient is above what is taken from it.
#[inline]
pub(super) fn alternating(coefficients: &[u32], x: u32) -> u32 {
    coefficients.iter().rev().fold(0, |sum, &c| c.wrapping_sub(upper(sum, x)))
}

#[cfg(test)]
mod tests {
    use super::{alternating, horner};

    #[test]
    fn terms_are_added_or_taken() {
        const HALF: u32 = 1 << 31;
        assert_eq!(horner(&[1000, 400, 80], HALF), 1000 + 200 + 20);
        assert_eq!(alternating(&[1000, 400, 80], HALF), 1000 - 200 + 20);
        assert_eq!(horner(&[], HALF), 0);
    }
}
