//! Processors without an instruction for the root that stable Rust reaches: Cortex-M0+ and M3, RISC-V.

use crate::math::root::of_mantissa;

/// √x, rounded to nearest, in 32-bit integers.
#[inline]
pub(crate) fn sqrt(x: f32) -> f32 {
    let mut bits = x.to_bits();
    if bits.wrapping_sub(IMPLICIT) >= f32::INFINITY.to_bits() - IMPLICIT {
        if bits.wrapping_sub(1) >= IMPLICIT - 1 {
            return if x < 0.0 { f32::NAN } else { x }; // below 0; ±0, ∞, NaN
        }
        bits = stretched(bits);
    }
    // The mantissa as a number in [1, 4), in units of 2⁻³⁰, so that the exponent is even.
    let z = (bits << 8 | 1 << 31) >> (bits >> 23 & 1);
    // The last of its 25 bits rounds: no root lies half way between two numbers.
    let mantissa = of_mantissa(z).wrapping_add(1) >> 1;
    // Half the exponent, to which the bit before the point of the mantissa adds one.
    let exponent = (bits.wrapping_add(IMPLICIT) as i32 >> 24).wrapping_add(62);
    f32::from_bits(((exponent as u32) << 23).wrapping_add(mantissa))
}

/// The bit before the point of a mantissa, which a normal number leaves out.
const IMPLICIT: u32 = 1 << 23;

/// A subnormal number written as the normal ones are, as if exponents went on below 1.
#[cold]
#[inline(never)]
const fn stretched(bits: u32) -> u32 {
    let zeros = bits.leading_zeros().wrapping_sub(8) & 31;
    (bits << zeros).wrapping_sub(zeros << 23)
}

pub(crate) use super::portable::{
    CONVERSIONS_TELL, EXCEPTIONS_ARE_TOLD, all_convert, exceptions, forget_exceptions, quotient,
    saturated, sign, sqrt_each, to_u32,
};

/// Parameters that a turn of a loop moves: a third of a short loop goes to its counters.
pub(crate) const LANES: usize = if cfg!(target_arch = "arm") { 8 } else { 1 };

#[cfg(test)]
mod tests {
    use super::sqrt;

    /// The software against what IEEE 754 asks of the processor.
    fn is_exact(bits: u32) {
        let x = f32::from_bits(bits);
        let (found, exact) = (sqrt(x), x.sqrt());
        let same = found.to_bits() == exact.to_bits() || found.is_nan() && exact.is_nan();
        assert!(same, "√{x} is {exact}, not {found} (bits {bits:08x})");
    }

    #[test]
    fn every_mantissa_with_an_even_and_an_odd_exponent() {
        (1.0_f32.to_bits()..4.0_f32.to_bits()).for_each(is_exact);
    }

    #[test]
    fn forty_million_numbers_of_every_kind() {
        // Every 107th pattern, and what is at the ends of the kinds.
        (0..=u32::MAX).step_by(107).for_each(is_exact);
        for end in [0.0, f32::MIN_POSITIVE, f32::INFINITY, f32::NAN].map(f32::to_bits) {
            for sign in [0, 1 << 31] {
                (0..1000_u32).for_each(|i| is_exact(end.wrapping_add(i).wrapping_sub(500) | sign));
            }
        }
        assert!(sqrt(f32::NAN).is_nan() && sqrt(-1e-45).is_nan() && sqrt(-1.0).is_nan());
        assert_eq!(sqrt(-0.0).to_bits(), (-0.0_f32).to_bits());
        assert_eq!(sqrt(f32::INFINITY), f32::INFINITY);
    }

    #[test]
    #[ignore = "a minute: every number"]
    fn every_number() {
        (0..=u32::MAX).for_each(is_exact);
    }
}
