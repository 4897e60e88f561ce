//! The board to build for, and the C to compare with, compiled by `arm-none-eabi-gcc`.

#[path = "../chosen.rs"]
mod chosen;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use thalweg_catalogue::{BOARDS, Board};

const COMPILER: &str = "arm-none-eabi-gcc";
/// Each way to compile each file.
const VARIANTS: [(&str, &str, &str); 8] = [
    ("guard", "guard", "off"),
    ("fused", "fused", "off"),
    ("unrolled", "unrolled", "off"),
    ("fused", "contracted", "fast"),
    ("multipass", "multipass", "off"),
    ("tiled", "tiled", "off"),
    ("convolution", "convolution", "off"),
    ("floats", "floats", "off"),
];

fn main() {
    chosen::cfg();
    println!("cargo::rerun-if-env-changed=BOARD");
    println!("cargo::rerun-if-changed=c");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let machine = env::var("BOARD").ok();
    let is_it = |board: &&Board| {
        board.target == target && machine.as_ref().is_none_or(|machine| board.machine == machine)
    };
    let board = BOARDS.iter().find(is_it);
    let board = board.unwrap_or_else(|| {
        panic!(
            "no board for {target}; allowed as BOARD: {:?}",
            BOARDS.each_ref().map(|board| board.machine)
        )
    });
    let counter = board.counter.expect("the board counts instructions");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("memory.x"), board.memory).expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-check-cfg=cfg(thorough)");
    if board.thorough {
        println!("cargo::rustc-cfg=thorough");
    }
    println!("cargo::rustc-env=BOARD_TICKS={}", counter.ticks);
    println!("cargo::rustc-env=BOARD_INSTRUCTIONS={}", counter.instructions);
    let baseline = baseline(board, &out);
    for program in ["measure", "nn", "floats"] {
        println!("cargo::rustc-link-arg-bin={program}={}", baseline.display());
    }
}

/// The C of every variant in one object, with gcc's own soft-float inside where the core needs it:
/// so neither language runs on the other's.
fn baseline(board: &Board, out: &Path) -> PathBuf {
    let objects = VARIANTS.map(|(file, variant, contract)| {
        let object = out.join(variant).with_extension("o");
        let mut gcc = Command::new(COMPILER);
        gcc.args(board.gcc).args(["-mthumb", "-O3", "-std=c11", "-Wall", "-Wextra", "-Werror"]);
        gcc.args(["-Wno-unused-parameter", "-ffreestanding", "-fno-math-errno"]);
        gcc.arg(format!("-ffp-contract={contract}")).arg(format!("-DVARIANT={variant}"));
        run(gcc.arg("-c").arg(format!("c/{file}.c")).arg("-o").arg(&object));
        object
    });
    let joined = out.join("baseline.o");
    let mut link = Command::new(COMPILER);
    link.args(board.gcc).args(["-mthumb", "-r", "-nostdlib", "-o"]).arg(&joined);
    run(link.args(objects).arg("-lgcc"));
    let mut hide = Command::new("arm-none-eabi-objcopy");
    run(hide.args(["--wildcard", "--localize-symbol=__*"]).arg(&joined));
    joined
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?} ended with {status}");
}
