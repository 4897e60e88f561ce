//! Where an emulated board has its memory. Each has far more; the program needs no more.

use std::{env, fs, path::PathBuf};

const CORTEX_M: &str = "MEMORY\n{\n  FLASH : ORIGIN = 0x00000000, LENGTH = 4M
  RAM : ORIGIN = 0x20000000, LENGTH = 256K\n}\n";
const RISCV: &str = "MEMORY\n{\n  RAM : ORIGIN = 0x80000000, LENGTH = 8M\n}
REGION_ALIAS(\"REGION_TEXT\", RAM);
REGION_ALIAS(\"REGION_RODATA\", RAM);
REGION_ALIAS(\"REGION_DATA\", RAM);
REGION_ALIAS(\"REGION_BSS\", RAM);
REGION_ALIAS(\"REGION_HEAP\", RAM);
REGION_ALIAS(\"REGION_STACK\", RAM);\n";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("none") {
        return;
    }
    let arm = env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("arm");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("memory.x"), if arm { CORTEX_M } else { RISCV })
        .expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={}", out.display());
    if !arm {
        // The linker script for Cortex-M asks for it by itself.
        println!("cargo::rustc-link-arg-bins=-Tmemory.x");
    }
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
}
