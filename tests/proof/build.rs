//! The memory of a board that runs what is built; the program is linked, never run.

use std::{env, fs, path::PathBuf};
use thalweg_catalogue::board_for;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let board = board_for(&target).unwrap_or_else(|| panic!("no board for {target}"));
    fs::write(out.join("memory.x"), board.memory).expect("OUT_DIR is writable");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(unrolled)");
    if env::var("OPT_LEVEL").as_deref() == Ok("3") {
        println!("cargo::rustc-cfg=unrolled");
    }
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
}
