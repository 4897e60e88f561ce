//! CMSDK APB watchdog: not fed for a while it warns by an interrupt that nothing masks, and after as long again resets the
//! board. Register offsets of Arm's DDI 0479, section 4.4.

use super::{map::MAP, registers::write};
use thalweg_faults::{Cause, restart};

const LOAD: usize = MAP.watchdog;
const CONTROL: usize = MAP.watchdog + 0x08;
const CLEAR: usize = MAP.watchdog + 0x0C;
const WARN_AND_RESET: u32 = 0b11;
/// Twice as long as the application may wait for a byte.
const MICROSECONDS: u32 = 1_000_000;

pub(super) fn start() {
    write(LOAD, MICROSECONDS * MAP.ticks_a_microsecond);
    write(CONTROL, WARN_AND_RESET);
}

/// Counts from the beginning again.
pub(super) fn feed() {
    write(CLEAR, 1);
}

#[allow(unsafe_code)]
// SAFETY: the only symbol of this name; it never returns.
#[unsafe(no_mangle)]
extern "C" fn NonMaskableInt() -> ! {
    defmt::error!("hang: the watchdog was not fed");
    restart(Cause::Hang)
}
