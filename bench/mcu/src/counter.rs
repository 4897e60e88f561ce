//! Counts instructions exactly, with a timer that ticks once in forty.
//!
//! Under QEMU's `-icount shift=0` an instruction takes one virtual nanosecond. SysTick ticks once in
//! c of them (40 at 25 MHz). The counter is read c times, three instructions apart: 3 and c have no
//! common divisor, so the reads see every phase of a tick once, and each instruction that passes
//! earlier moves exactly one of them to the next tick. The sum of the reads counts instructions.

use core::arch::asm;
use cortex_m::{
    Peripherals,
    peripheral::{SYST, syst::SystClkSource},
};

/// The board's timer makes `TICKS` ticks in `INSTRUCTIONS` instructions; from build.rs.
const TICKS: u32 = number(env!("BOARD_TICKS"));
const INSTRUCTIONS: u32 = number(env!("BOARD_INSTRUCTIONS"));
const RELOAD: u32 = 0x00ff_ffff;

/// The instruction counter of the board.
pub(crate) struct Counter {
    timer: SYST,
    /// What counting costs by itself.
    empty: u32,
    /// How often was counted before.
    pub(crate) countings: u32,
}

impl Counter {
    /// Takes the core's timer, starts the counter and proves it on known numbers of instructions.
    pub(crate) fn take() -> Result<Self, &'static str> {
        let mut timer = Peripherals::take().ok_or("the peripherals are taken")?.SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(RELOAD);
        timer.clear_current();
        timer.enable_counter();
        let mut counter = Self { timer, empty: 0, countings: 0 };
        counter.empty = counter.count(|| {});
        let exact = nops!(counter, 0, 1, 2, 3, 7, 39, 40, 41, 100, 250);
        if exact {
            Ok(counter)
        } else {
            Err("the counter miscounts a known number of instructions")
        }
    }

    /// How many instructions `work` takes, its call not counted; at most about 600 million.
    #[inline(never)]
    pub(crate) fn count(&mut self, work: impl FnOnce()) -> u32 {
        self.countings += 1;
        self.timer.clear_current();
        while SYST::get_current() == 0 {} // it starts over at its next tick
        let start = now();
        work();
        let stop = now();
        (stop.wrapping_sub(start) / TICKS).wrapping_sub(self.empty)
    }
}

/// Whether each number of `nop`s is counted as what it is.
macro_rules! nops {
    ($counter:ident, $($count:literal),*) => {
        [$({
            #[allow(unsafe_code)]
            // SAFETY: does nothing.
            let counted = $counter.count(|| unsafe {
                asm!(".rept {}", "nop", ".endr", const $count);
            });
            counted == $count
        }),*].iter().all(|&exact| exact)
    };
}
use nops;

/// The instructions until now times [`TICKS`], from an arbitrary origin.
#[inline(never)]
#[allow(unsafe_code)]
fn now() -> u32 {
    let mut sum = 0_u32;
    // SAFETY: reads one register of SysTick and changes no memory. The counter counts downwards, so
    // what it shows is subtracted.
    unsafe {
        asm!(
            ".rept {reads}",
            "ldr {count}, [{register}]",
            "subs {sum}, {sum}, {count}",
            "nop",
            ".endr",
            reads = const INSTRUCTIONS,
            register = in(reg) &raw const (*SYST::PTR).cvr,
            count = out(reg) _,
            sum = inout(reg) sum,
        );
    }
    sum
}

/// A number that build.rs has written.
const fn number(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => panic!("build.rs writes a number"),
    }
}
