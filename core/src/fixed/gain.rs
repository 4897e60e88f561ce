//! Multiplying with 32-bit products only: what a Cortex-M0+ does in one instruction.
//!
//! A 32-bit x times a 16-bit k is two products of its halves:
//! ⌊x k / 2¹⁶⌋ = ⌊x / 2¹⁶⌋ k + ⌊(x mod 2¹⁶) k / 2¹⁶⌋. No sum below can pass 2³², so `wrapping_*` only
//! says that no check is wanted.

use super::{Q, scale::Scale};

/// Extra fraction bits of an accumulated gradient, beyond those of the gradient itself.
pub(super) const GUARD: u32 = 8;

/// ⌊a k / 2¹⁶⌋ for k < 2¹⁶.
#[inline]
pub(super) const fn product(a: u32, k: u32) -> u32 {
    dithered_product(a, k, 0)
}

/// ⌊(a k + low) / 2¹⁶⌋ for k < 2¹⁶, low < 2¹⁶.
#[inline]
pub(super) const fn dithered_product(a: u32, k: u32, low: u32) -> u32 {
    let carry = (a & 0xffff).wrapping_mul(k).wrapping_add(low) >> 16;
    (a >> 16).wrapping_mul(k).wrapping_add(carry)
}

/// m k / 2¹⁶ rounded towards zero, for k < 2¹⁶.
///
/// Magnitude truncation is what makes a recursive filter come to rest: to nearest, m = 5 at 0.9
/// would stay 5 for ever and push a parameter at every step, with no gradient at all.
#[inline]
pub(super) const fn decay(m: i32, k: u32) -> i32 {
    let high = m >> 16;
    let upwards = (high as u32) >> 16; // 2¹⁶ − 1 below zero
    let low = (m as u32 & 0xffff).wrapping_mul(k).wrapping_add(upwards) >> 16;
    high.wrapping_mul(k as i32).wrapping_add(low as i32)
}

/// A gradient in the format of what accumulates it.
#[inline]
pub(super) const fn widen(g: i16) -> i32 {
    (g as i32) << GUARD
}

/// What one step multiplies directions with: mantissa · 2⁻⁽ˢʰⁱᶠᵗ ⁺ ¹⁾, 16 significant bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gain {
    pub(super) mantissa: u32,
    pub(super) shift: u32,
}

impl Gain {
    /// Of nothing.
    pub(super) const NONE: Self = Self { mantissa: 0, shift: 0 };
    /// A quarter, of directions of 32 bits.
    pub(super) const QUARTER: Self = Self { mantissa: 1 << 15, shift: 0 };

    /// For directions up to 2¹⁵ with `from` fraction bits, to results with `to`.
    pub(super) fn narrow(rate: Scale, from: u32, to: u32) -> Result<Self, Scale> {
        Self::new(rate, to.wrapping_sub(from) as i32)
    }

    /// For directions of 32 bits, of whose product the lowest 16 bits are dropped first.
    pub(super) fn wide(rate: Scale, from: u32, to: u32) -> Result<Self, Scale> {
        Self::new(rate, (to.wrapping_sub(from) as i32).wrapping_add(16))
    }

    /// `rate` · 2^`raise`; if a result could pass 32 bits, below what the rate has to be.
    fn new(rate: Scale, raise: i32) -> Result<Self, Scale> {
        let (mantissa, exponent) = rate.to_16_bits();
        if mantissa == 0 {
            return Ok(Self::NONE);
        }
        let shift = exponent.wrapping_add(raise).wrapping_neg().wrapping_sub(1);
        // A smaller factor than 2⁻³¹ keeps its value and gives up significant bits.
        let lost = shift.saturating_sub(30).clamp(0, 17) as u32;
        let Ok(shift) = u32::try_from(shift) else {
            return Err(Scale::new(1, 15_i32.wrapping_sub(raise)));
        };
        let shift = shift.min(30);
        Ok(Self { mantissa: mantissa.wrapping_add(1 << lost >> 1) >> lost, shift })
    }
}

/// A rate, or another number without a sign, with an exponent.
pub(super) const fn scale<const F: u32>(rate: Q<u32, F>) -> Scale {
    Scale::new(rate.to_bits(), -(F as i32))
}
