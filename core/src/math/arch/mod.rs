//! What is best done another way on each processor, one file a processor: the same bits everywhere.
//!
//! IEEE 754 demands that a square root is exactly rounded, so an instruction and our software agree in
//! every bit of every finite result. These are the only files of the crate that may hold
//! `unsafe`: stable Rust has no safe way to reach `vsqrt.f32`, nor to say in which order instructions stand.
//!
//! Loops in assembly are for Cortex-M alone, as they are written and tested in Thumb: atomics of 64 bits tell the A and R
//! profiles of ARM, which have them.

#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_codes.rs"
)]
mod codes;
// A build for size takes the plain loops.
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_correlate.rs"
)]
mod correlate;
mod correlation;
#[cfg(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64"),
    not(feature = "small")
))]
mod cortex_m_fpu_rooted_runs;
#[cfg(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64"),
    not(feature = "small")
))]
mod cortex_m_fpu_rows;
#[cfg(all(any(soft_floats = "armv6m", soft_floats = "armv7m"), feature = "soft-floats"))]
mod floats;
// A build for size takes the loops that the compiler makes.
#[cfg(feature = "micromath")]
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_inverse_runs.rs"
)]
pub(crate) mod inverse_runs;
// A build for size takes one sample after the other.
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_outer.rs"
)]
mod outer;
mod portable;
// Tested wherever the tests run.
#[cfg_attr(all(target_arch = "arm", target_abi = "eabihf"), path = "cortex_m_fpu.rs")]
#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "wasm32.rs")]
#[cfg_attr(
    not(any(
        all(target_arch = "arm", target_abi = "eabihf"),
        target_arch = "x86_64",
        all(target_arch = "wasm32", target_os = "unknown"),
    )),
    path = "soft.rs"
)]
mod processor;
mod rows;
// A build for size takes the loops that the compiler makes.
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_runs.rs"
)]
mod runs;
#[cfg(test)]
#[allow(dead_code, unused_imports)]
mod soft;
// A build for size takes the plain loops.
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_tiles.rs"
)]
mod tiles;
// A build for size takes the compiler's loop.
#[cfg_attr(
    all(
        target_arch = "arm",
        target_os = "none",
        target_abi = "eabihf",
        not(target_has_atomic = "64"),
        not(feature = "small")
    ),
    path = "cortex_m_fpu_total.rs"
)]
mod total;
mod walk;

pub(crate) use codes::{root_codes, signed_codes, upper_halves};
pub(crate) use correlate::correlate;
pub(crate) use correlation::{Begin, Correlation, Kernels, Written};
#[cfg(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64"),
    not(feature = "small")
))]
pub(crate) use cortex_m_fpu_rows::{affine, combine, outer};
pub(crate) use outer::outer_samples;
pub(crate) use processor::{
    CONVERSIONS_TELL, EXCEPTIONS_ARE_TOLD, LANES, all_convert, exceptions, forget_exceptions,
    quotient, saturated, sign, sqrt, sqrt_each, to_u32,
};
#[cfg(not(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64"),
    not(feature = "small")
)))]
pub(crate) use rows::{affine, combine, outer};
pub(crate) use runs::{RUNS, adadelta, adagrad, adam, descent, momentum, nesterov, rms_prop};
pub(crate) use tiles::{TILES, Tiles};
pub(crate) use total::total;
pub(crate) use walk::{Columns, Place, Rows, TILE, Walk};

/// Parameters that a turn of a loop has.
pub(crate) const BLOCK: usize = 8;

#[cfg(test)]
mod tests {
    #[test]
    fn the_instruction_equals_the_software() {
        for exponent in 0..255_u32 {
            for i in 0..1000_u32 {
                let mantissa = i.wrapping_mul(2_654_435_761) & 0x7f_ffff;
                let x = f32::from_bits(exponent << 23 | mantissa);
                assert_eq!(super::sqrt(x).to_bits(), super::soft::sqrt(x).to_bits(), "sqrt({x})");
            }
        }
    }
}
