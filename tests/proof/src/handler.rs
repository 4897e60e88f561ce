//! A panic handler that cannot be linked: the linker drops it only if nothing can panic.

use core::panic::PanicInfo;

#[allow(unsafe_code)]
unsafe extern "C" {
    /// Nobody defines it. Its name is what the linker complains of.
    safe fn a_panicking_path_is_linked() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    a_panicking_path_is_linked()
}
