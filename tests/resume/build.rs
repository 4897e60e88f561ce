//! What another target has saved, in the file that `RESUME_FROM` names; and where an emulated board has its memory.

#[path = "../board.rs"]
mod board;

use std::{env, fs, path::PathBuf};

fn main() {
    board::link();
    println!("cargo::rerun-if-env-changed=RESUME_FROM");
    let saved = env::var_os("RESUME_FROM").map(|path| {
        println!("cargo::rerun-if-changed={}", PathBuf::from(&path).display());
        fs::read_to_string(path).expect("RESUME_FROM can be read")
    });
    // Nothing, where there is no such file.
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("saved.txt"), saved.unwrap_or_default()).expect("OUT_DIR is writable");
}
