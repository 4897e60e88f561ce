//! Where an emulated board has its memory, for the linker: the board of `BOARD`, or the first that runs what is built.

use std::{env, fs, path::PathBuf};
use thalweg_catalogue::{BOARDS, board, board_for};

/// Tells the linker; nothing where the program is not for a board.
pub(crate) fn link() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=BOARD");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("none") {
        return;
    }
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let board = env::var("BOARD").map_or_else(|_| board_for(&target), |machine| board(&machine));
    let board = board.unwrap_or_else(|| {
        panic!(
            "no board for {target}; allowed as BOARD: {:?}",
            BOARDS.each_ref().map(|board| board.machine)
        )
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("memory.x"), board.memory).expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={}", out.display());
    if !board.is_arm() {
        // The linker script for Cortex-M asks for it by itself.
        println!("cargo::rustc-link-arg-bins=-Tmemory.x");
    }
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
}
