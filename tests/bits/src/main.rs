//! The bits of every optimizer and schedule after a few steps, and of every rule after many, a line each, on whatever
//! target it runs.
#![cfg_attr(target_os = "none", no_std, no_main)]

mod codes;
mod convolutions;
mod dense;
mod fixed_network;
mod fixed_training;
mod followed;
mod guard;
mod lines;
mod long;
mod operations;
mod special;
mod unlisted;

#[cfg(not(target_os = "none"))]
fn main() {
    print(|line| println!("{line}"));
}

/// Every line: a few steps of everything; then as many of every rule as `BITS_STEPS` said when this was built.
fn print(mut line: impl FnMut(lines::Line)) {
    lines::all(&mut line);
    if let Some(steps) = option_env!("BITS_STEPS").and_then(|steps| steps.parse().ok()) {
        long::all(steps, line);
    }
}

#[cfg(target_os = "none")]
mod device {
    use core::panic::PanicInfo;
    use semihosting::{println, process};

    #[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
    #[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
    fn main() -> ! {
        crate::print(|line| println!("{line}"));
        process::exit(0)
    }

    /// What the core cannot do would otherwise be silence.
    #[cfg(target_arch = "arm")]
    #[cortex_m_rt::exception]
    #[allow(unsafe_code)]
    // SAFETY: prints and ends; nothing that was interrupted goes on.
    unsafe fn HardFault(frame: &cortex_m_rt::ExceptionFrame) -> ! {
        println!(
            "HardFault at {:#010x}: has this core the FPU of its target, and its memory where memory.x says?",
            frame.pc()
        );
        process::exit(1)
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        println!("{info}");
        process::exit(1)
    }
}
