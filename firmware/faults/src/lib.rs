//! What a failing board does: it says why, counts it where a reset does not reach, and starts anew.
//!
//! It needs of a memory map `_stack_start`, `_stack_end`, and `_kept`: 32 bytes that nothing else writes, not even
//! start-up code.
#![no_std]

mod counts;
mod handlers;
mod words;

pub use counts::{Cause, Counts};

use cortex_m::peripheral::SCB;

/// Says what has been counted since the power came, and counts a hang if the watchdog has started the board and no
/// handler knows why.
pub fn started(by_watchdog: bool) -> Counts {
    let (mut counts, told) = Counts::found();
    if by_watchdog && !told {
        counts = counts.and(Cause::Hang);
    }
    counts.keep(false);
    let Counts { panics, faults, overflows, hangs } = counts;
    if counts != Counts::NONE {
        defmt::warn!(
            "started anew after panics={} hard_faults={} stack_overflows={} hangs={}",
            panics,
            faults,
            overflows,
            hangs
        );
    }
    counts
}

/// Counts why, and starts anew.
pub fn restart(cause: Cause) -> ! {
    Counts::found().0.and(cause).keep(true);
    SCB::sys_reset()
}
