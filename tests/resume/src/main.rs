//! The lines of `thalweg_resume`, on a host or a board.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {
    thalweg_resume::all(&mut |line| println!("{line}"));
}

#[cfg(target_os = "none")]
mod device {
    use core::panic::PanicInfo;
    use semihosting::{println, process};

    #[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
    #[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
    fn main() -> ! {
        thalweg_resume::all(&mut |line| println!("{line}"));
        process::exit(0)
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        println!("{info}");
        process::exit(1)
    }
}
