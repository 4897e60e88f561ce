//! The watch with failures on purpose, one after the other and each in the middle of a fine-tuning: the host must see
//! that it says so, counts them, starts anew, and lands on the same bits.
#![no_std]
#![no_main]

use core::{cell::Cell, hint::black_box};
use cortex_m_rt::entry;
use thalweg_app::Board;
use thalweg_firmware::{Chip, NoSource, run};

/// Steps after a start in which nothing fails: more than lie between two saves.
const STEPS: u32 = 30;

#[entry]
fn main() -> ! {
    run(|counts| Fails { failed: counts.total(), asked: Cell::new(0) }, NoSource)
}

/// A chip that fails when the time of a step is taken.
struct Fails {
    failed: u32,
    asked: Cell<u32>,
}

impl Board for Fails {
    const INSTRUCTIONS_PER_TICK: u32 = Chip::INSTRUCTIONS_PER_TICK;
    const ERASES_PER_PAGE: u32 = Chip::ERASES_PER_PAGE;

    fn ticks(&self) -> u32 {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() > 2 * STEPS {
            match self.failed {
                0 => panic!("on purpose"),
                1 => bad_instruction(),
                2 => defmt::info!("sum={=u32}", deeper(1)),
                3 => hang(),
                _ => {}
            }
        }
        Chip.ticks()
    }

    fn stack(&self) -> u32 {
        Chip.stack()
    }

    fn feed(&self) {
        Chip.feed();
    }
}

fn bad_instruction() {
    cortex_m::asm::udf()
}

/// Recursion that never ends; the frame is looked at after the call, so it cannot become a loop.
#[inline(never)]
fn deeper(depth: u32) -> u32 {
    let frame = black_box([depth; 64]);
    let below = if depth == 0 { 0 } else { deeper(depth.wrapping_add(1)) };
    black_box(&frame).iter().fold(below, |sum, word| sum ^ word)
}

/// With interrupts off, as an erase that never ends.
fn hang() {
    cortex_m::interrupt::free(|_| {
        loop {
            cortex_m::asm::nop();
        }
    });
}
