//! Tells the linker where the memory of the board is, and where the log sections are.

use std::{env, fs, path::PathBuf};

fn main() {
    let boards: Vec<_> = env::vars()
        .filter_map(|(name, _)| name.strip_prefix("CARGO_FEATURE_").map(str::to_lowercase))
        .map(|name| name.replace('_', "-"))
        .filter(|name| !["probe", "serial-log"].contains(&name.as_str()))
        .collect();
    let [board] = boards.as_slice() else {
        panic!(
            "boards are built one at a time: cargo build --features NAME --bin NAME; not {boards:?}"
        );
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let memory = format!("memory/{board}.x");
    fs::copy(&memory, out.join("memory.x")).expect("every board has a memory map");
    println!("cargo::rerun-if-changed={memory}");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    if board == "pico" {
        println!("cargo::rustc-link-arg-bins=-Tlink-rp.x");
    }
    println!("cargo::rustc-link-arg-bins=-Tdefmt.x");
}
