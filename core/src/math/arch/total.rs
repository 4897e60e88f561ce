//! What `cortex_m_fpu_total.rs` computes, by the compiler's loop.

/// Σ values, one after the other.
#[inline]
pub(crate) fn total(values: &[f32]) -> f32 {
    values.iter().fold(-0.0, |sum, value| sum + value)
}
