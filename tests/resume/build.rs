//! What another target has saved, in the file that `RESUME_FROM` names; and where an emulated board has its memory: that of
//! `BOARD`, or the first that runs what is built.

use std::{env, fs, path::PathBuf};
use thalweg_catalogue::{BOARDS, board, board_for};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    saved();
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

/// Nothing, where there is no such file.
fn saved() {
    println!("cargo::rerun-if-env-changed=RESUME_FROM");
    let saved = env::var_os("RESUME_FROM").map(|path| {
        println!("cargo::rerun-if-changed={}", PathBuf::from(&path).display());
        fs::read_to_string(path).expect("RESUME_FROM can be read")
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("saved.txt"), saved.unwrap_or_default()).expect("OUT_DIR is writable");
}
