//! How a failing device ends: with a message and, in the emulator, a non-zero exit.

use core::panic::PanicInfo;
use cortex_m_semihosting::debug;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    defmt::error!("panic: {}", defmt::Display2Format(info));
    stop(debug::EXIT_FAILURE)
}

/// After a stack overflow there is no stack left, not even for a prologue, so the handler is naked
/// and begins by giving itself a fresh one.
#[allow(unsafe_code)]
// SAFETY: the only symbol of this name; `_stack_start` is the top of the stack, and `report_fault`
// never returns, so nothing of the old stack is used again.
#[unsafe(naked)]
#[unsafe(no_mangle)]
extern "C" fn HardFault() -> ! {
    core::arch::naked_asm!(
        "ldr r0, =_stack_start",
        "mov sp, r0",
        "b {report}",
        report = sym report_fault,
    )
}

extern "C" fn report_fault() -> ! {
    defmt::error!("hard fault: a bad address, or the stack has overflowed");
    stop(debug::EXIT_FAILURE)
}

/// Ends the emulation; a board without a debugger stays here.
pub(crate) fn stop(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        cortex_m::asm::wfi();
    }
}
