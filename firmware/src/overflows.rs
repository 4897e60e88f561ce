//! Overflows its stack on purpose: the host must see a hard fault and a non-zero exit.
#![no_std]
#![no_main]

mod failure;
#[path = "board/stack.rs"]
#[allow(dead_code)] // only the guard is needed here
mod stack;

use core::hint::black_box;
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;
use defmt_semihosting as _;

#[entry]
fn main() -> ! {
    if let Some(mut peripherals) = cortex_m::Peripherals::take() {
        stack::guard(&mut peripherals.MPU);
    }
    defmt::info!("sum={=u32}", deeper(1));
    failure::stop(debug::EXIT_SUCCESS)
}

/// Recursion that never ends; the frame is looked at after the call, so it cannot become a loop.
#[inline(never)]
fn deeper(depth: u32) -> u32 {
    let frame = black_box([depth; 64]);
    let below = if depth == 0 { 0 } else { deeper(depth.wrapping_add(1)) };
    black_box(&frame).iter().fold(below, |sum, word| sum ^ word)
}
