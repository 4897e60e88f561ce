//! Tells the linker where the memory of the board is, and where the log sections are.

use std::{env, fs, path::PathBuf};

/// Every board, which is a feature, and its memory map.
const BOARDS: [(&str, &str); 6] = [
    ("m3", "mps2.x"),
    ("m0plus", "mps2.x"),
    ("m4", "mps2.x"),
    ("m7", "mps2.x"),
    ("m33", "an505.x"),
    ("microbit", "microbit.x"),
];

fn main() {
    let chosen = |board: &str| env::var(format!("CARGO_FEATURE_{}", board.to_uppercase())).is_ok();
    let boards: Vec<_> = BOARDS.iter().filter(|(board, _)| chosen(board)).collect();
    let [(_, memory)] = boards.as_slice() else {
        panic!(
            "one board at a time: cargo build --no-default-features --features m7; allowed: {:?}",
            BOARDS.map(|(board, _)| board)
        );
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let memory = format!("memory/{memory}");
    fs::copy(&memory, out.join("memory.x")).expect("every board has a memory map");
    println!("cargo::rerun-if-changed={memory}");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-link-arg-bins=-Tdefmt.x");
}
