//! What the processor enters when something has failed.

use crate::{Cause, restart, words::read};
use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    defmt::error!("panic: {}", defmt::Display2Format(info));
    restart(Cause::Panic)
}

/// After a stack overflow there is no stack left, not even for a prologue, so the handler is naked and begins by giving
/// itself a fresh one.
#[allow(unsafe_code)]
// SAFETY: the only symbol of this name; `_stack_start` is the top of the stack, and `report` never returns, so nothing
// of the old stack is used again.
#[unsafe(naked)]
#[unsafe(no_mangle)]
extern "C" fn HardFault() -> ! {
    core::arch::naked_asm!("ldr r0, =_stack_start", "mov sp, r0", "bl {report}", report = sym report)
}

extern "C" fn report() -> ! {
    if overflowed() {
        defmt::error!("the stack has overflowed");
        restart(Cause::Overflow)
    }
    defmt::error!("hard fault: a bad address or instruction");
    restart(Cause::Fault)
}

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The lowest address of the stack, from the memory map.
    static _stack_end: u32;
}

/// Configurable Fault Status, `MemManage` and Bus Fault Address; a Cortex-M0+ has none of them, and cannot tell.
const CFSR: usize = 0xE000_ED28;
const MMFAR: usize = 0xE000_ED34;
const BFAR: usize = 0xE000_ED38;
const MMFAR_IS_VALID: u32 = 1 << 7;
const BFAR_IS_VALID: u32 = 1 << 15;
/// No access where registers were to be stacked: by the memory protection, or on the bus.
const STACKING: u32 = 0b11 << 4 | 0b11 << 12;
/// The stack pointer would have passed its limit.
const PAST_THE_LIMIT: u32 = 1 << 20;
/// A board guards no more at the end of its stack, and a frame that leaves it is no larger.
const NEAR: usize = 1024;

fn overflowed() -> bool {
    let (status, end) = (read(CFSR), (&raw const _stack_end).addr());
    let near =
        |valid, address| status & valid != 0 && (read(address) as usize).abs_diff(end) <= NEAR;
    status & (STACKING | PAST_THE_LIMIT) != 0
        || near(MMFAR_IS_VALID, MMFAR)
        || near(BFAR_IS_VALID, BFAR)
}
