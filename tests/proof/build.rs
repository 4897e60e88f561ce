//! Memory for what is built: the program is linked, never run, and as it is written it is larger than a board.

use std::{env, fs, path::PathBuf};

const MEMORY: &str = "MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 64M
  RAM : ORIGIN = 0x20000000, LENGTH = 16M
}
";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("memory.x"), MEMORY).expect("OUT_DIR is writable");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(unrolled)");
    if env::var("OPT_LEVEL").as_deref() == Ok("3") {
        println!("cargo::rustc-cfg=unrolled");
    }
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
}
