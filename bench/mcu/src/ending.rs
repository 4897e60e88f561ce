//! How a program ends: the emulator is told whether it succeeded, and a failure says why.

use core::panic::PanicInfo;
use cortex_m_semihosting::{debug, hprintln};

/// Ends the program.
pub(crate) fn end(result: Result<(), &'static str>) -> ! {
    match result {
        Ok(()) => stop(debug::EXIT_SUCCESS),
        Err(reason) => {
            hprintln!("error={}", reason);
            stop(debug::EXIT_FAILURE)
        }
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("error={}", info);
    stop(debug::EXIT_FAILURE)
}

fn stop(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        cortex_m::asm::wfi();
    }
}
