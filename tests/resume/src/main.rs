//! The lines of `thalweg_resume`, on a host or a board: of the checkpoints in a file, where there is one.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {
    let file = std::env::args_os().nth(1);
    let mut saved = file.map(|file| std::fs::read(file).expect("the file can be read").into_iter());
    thalweg_resume::all(&mut thalweg_resume::Lines {
        print: &mut |line| println!("{line}"),
        saved: saved.as_mut().map(|saved| saved as _),
    });
}

#[cfg(target_os = "none")]
mod device {
    use core::{ffi::CStr, iter, panic::PanicInfo};
    use semihosting::{fs::File, io::Read, println, process};
    use thalweg_resume::Lines;

    /// What another target has saved, on the machine that runs the emulator.
    const SAVED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/resume/saved.txt\0");

    #[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
    #[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
    fn main() -> ! {
        let name = CStr::from_bytes_with_nul(SAVED.as_bytes()).ok();
        let mut file = name.and_then(|name| File::open(name).ok()).map(bytes);
        thalweg_resume::all(&mut Lines {
            print: &mut |line| println!("{line}"),
            saved: file.as_mut().map(|file| file as _),
        });
        process::exit(0)
    }

    /// What is in a file, many at a time: each piece is a call of the host.
    fn bytes(mut file: File) -> impl Iterator<Item = u8> {
        let mut buffer = [0; 1024];
        let (mut at, mut length) = (0, 0);
        iter::from_fn(move || {
            if at == length {
                (at, length) = (0, file.read(&mut buffer).unwrap_or(0));
            }
            let byte = *buffer.get(at).filter(|_| at < length)?;
            at += 1;
            Some(byte)
        })
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        println!("{info}");
        process::exit(1)
    }
}
