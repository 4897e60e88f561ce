//! Processors without an instruction for the root that stable Rust reaches: Cortex-M0+ and M3, RISC-V.

/// √x, rounded to nearest.
#[inline]
pub(crate) fn sqrt(x: f32) -> f32 {
    libm::sqrtf(x)
}

pub(crate) use super::portable::{SUMS_ARE_CHEAP, saturated, sign, sqrt_each};

/// Parameters that a turn of a loop moves: a third of a short loop goes to its counters.
pub(crate) const LANES: usize = if cfg!(target_arch = "arm") { 8 } else { 1 };
