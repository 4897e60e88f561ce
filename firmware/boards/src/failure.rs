//! How a failing board goes on: it says why, and starts anew.

use core::panic::PanicInfo;
use cortex_m::peripheral::SCB;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    defmt::error!("panic: {}", defmt::Display2Format(info));
    SCB::sys_reset()
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
    defmt::error!("hard fault: a bad address, or the stack has overflowed");
    SCB::sys_reset()
}
