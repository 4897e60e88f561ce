//! How a failing device ends: with a message and, in the emulator, a non-zero exit.

use core::panic::PanicInfo;
use cortex_m_rt::exception;
use cortex_m_semihosting::debug;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    defmt::error!("panic: {}", defmt::Display2Format(info));
    stop(debug::EXIT_FAILURE)
}

/// After a stack overflow there is no stack left to take the fault on, so the handler runs without the
/// usual trampoline and begins by giving itself a fresh one.
#[allow(unsafe_code)]
#[exception(trampoline = false)]
unsafe fn HardFault() -> ! {
    // SAFETY: the symbol is the top of the stack, `report_fault` never returns, and nothing of the
    // old stack is used again.
    unsafe { cortex_m::asm::bootstrap(&raw const _stack_start, report_fault as *const u32) }
}

extern "C" fn report_fault() -> ! {
    defmt::error!("hard fault: a bad address, or the stack has overflowed");
    stop(debug::EXIT_FAILURE)
}

#[allow(unsafe_code)]
unsafe extern "C" {
    /// The highest address of the stack, from memory.x.
    static _stack_start: u32;
}

/// Ends the emulation; a board without a debugger stays here.
pub(crate) fn stop(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        cortex_m::asm::wfi();
    }
}
