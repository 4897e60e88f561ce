//! What `cortex_m_fpu_outer.rs` does with several samples; every other processor does as well with one after the other.

/// None of the rows was done.
#[inline]
pub(crate) const fn outer_samples(
    _: [usize; 3],
    _: (&[f32], &[f32]),
    _: &mut [f32],
    _: bool,
) -> usize {
    0
}
