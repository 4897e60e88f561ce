//! Overflows its stack on purpose: the host must see a hard fault and a non-zero exit.
#![no_std]
#![no_main]

mod failure;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;
use defmt_semihosting as _;

#[entry]
fn main() -> ! {
    defmt::info!("sum={=u32}", deeper(1));
    failure::stop(debug::EXIT_SUCCESS)
}

/// Recursion that never ends, with a frame too large to keep in registers.
#[inline(never)]
fn deeper(depth: u32) -> u32 {
    let frame = black_box([depth; 64]);
    if depth == 0 { 0 } else { deeper(depth.wrapping_add(1)) ^ frame[63] }
}
