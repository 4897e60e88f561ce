//! The bits of every optimizer and schedule after a few steps, a line each, on whatever target it runs.
#![cfg_attr(target_os = "none", no_std, no_main)]

mod lines;

#[cfg(not(target_os = "none"))]
fn main() {
    lines::all(|line| println!("{line}"));
}

#[cfg(target_os = "none")]
mod device {
    use core::panic::PanicInfo;
    use semihosting::{println, process};

    #[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
    #[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
    fn main() -> ! {
        crate::lines::all(|line| println!("{line}"));
        process::exit(0)
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        println!("{info}");
        process::exit(1)
    }
}
