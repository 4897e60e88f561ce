//! The board to build for, and the C to compare with, compiled by `arm-none-eabi-gcc`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the program must know of a board, and gcc of its core.
struct Board {
    name: &'static str,
    flash: &'static str,
    ram: &'static str,
    core: &'static [&'static str],
    /// SysTick makes `ticks` ticks in as many instructions as `instructions` says.
    ticks: u32,
    instructions: u32,
    /// Whether every precision and backend is measured, or only the exact ones.
    thorough: bool,
}

const FPV4: &[&str] = &["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"];
const BOARDS: [Board; 5] = [
    Board {
        name: "mps2-an386",
        flash: "ORIGIN = 0x00000000, LENGTH = 4M",
        ram: "ORIGIN = 0x20000000, LENGTH = 4M",
        core: FPV4,
        ticks: 1,
        instructions: 40,
        thorough: true,
    },
    Board {
        name: "mps2-an500",
        flash: "ORIGIN = 0x00000000, LENGTH = 4M",
        ram: "ORIGIN = 0x20000000, LENGTH = 4M",
        core: &["-mcpu=cortex-m7", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        ticks: 1,
        instructions: 40,
        thorough: false,
    },
    Board {
        name: "mps2-an505",
        flash: "ORIGIN = 0x10000000, LENGTH = 4M",
        ram: "ORIGIN = 0x38000000, LENGTH = 4M",
        core: &["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        ticks: 1,
        instructions: 50,
        thorough: false,
    },
    Board {
        name: "mps3-an547",
        // The vectors in the tightly coupled memory at 0, the code in the 2 MB at 16 MB.
        flash: "ORIGIN = 0x00000000, LENGTH = 18M",
        ram: "ORIGIN = 0x20000000, LENGTH = 512K",
        core: &["-mcpu=cortex-m55", "-mfloat-abi=hard"],
        ticks: 4,
        instructions: 125,
        thorough: false,
    },
    // The emulator's Cortex-M0 has 16 KiB of RAM; its Cortex-M3 executes the same instructions.
    Board {
        name: "mps2-an385",
        flash: "ORIGIN = 0x00000000, LENGTH = 4M",
        ram: "ORIGIN = 0x20000000, LENGTH = 4M",
        core: &["-mcpu=cortex-m0plus", "-mfloat-abi=soft"],
        ticks: 1,
        instructions: 40,
        thorough: true,
    },
];

const COMPILER: &str = "arm-none-eabi-gcc";
/// Each way to compile each file.
const VARIANTS: [(&str, &str, &str); 4] = [
    ("guard", "guard", "off"),
    ("fused", "fused", "off"),
    ("fused", "contracted", "fast"),
    ("multipass", "multipass", "off"),
];

fn main() {
    println!("cargo::rerun-if-env-changed=BOARD");
    println!("cargo::rerun-if-changed=c");
    let wanted = env::var("BOARD").unwrap_or_else(|_| BOARDS[0].name.to_owned());
    let board = BOARDS.iter().find(|board| board.name == wanted);
    let board = board.unwrap_or_else(|| panic!("BOARD is {wanted}, which is no known board"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut memory = format!("MEMORY\n{{\n  FLASH : {}\n  RAM : {}\n}}\n", board.flash, board.ram);
    if board.name == "mps3-an547" {
        memory += "_stext = 0x01000000;\n";
    }
    fs::write(out.join("memory.x"), memory).expect("OUT_DIR is writable");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-check-cfg=cfg(thorough)");
    if board.thorough {
        println!("cargo::rustc-cfg=thorough");
    }
    println!("cargo::rustc-env=BOARD_TICKS={}", board.ticks);
    println!("cargo::rustc-env=BOARD_INSTRUCTIONS={}", board.instructions);
    println!("cargo::rustc-link-arg-bin=measure={}", baseline(board, &out).display());
}

/// The C of every variant in one object, with gcc's own soft-float inside where the core needs it:
/// so neither language runs on the other's.
fn baseline(board: &Board, out: &Path) -> PathBuf {
    let objects = VARIANTS.map(|(file, variant, contract)| {
        let object = out.join(variant).with_extension("o");
        let mut gcc = Command::new(COMPILER);
        gcc.args(board.core).args(["-mthumb", "-O3", "-std=c11", "-Wall", "-Wextra", "-Werror"]);
        gcc.args(["-Wno-unused-parameter", "-ffreestanding", "-fno-math-errno"]);
        gcc.arg(format!("-ffp-contract={contract}")).arg(format!("-DVARIANT={variant}"));
        run(gcc.arg("-c").arg(format!("c/{file}.c")).arg("-o").arg(&object));
        object
    });
    let joined = out.join("baseline.o");
    let mut link = Command::new(COMPILER);
    link.args(board.core).args(["-mthumb", "-r", "-nostdlib", "-o"]).arg(&joined);
    run(link.args(objects).arg("-lgcc"));
    let mut hide = Command::new("arm-none-eabi-objcopy");
    run(hide.args(["--wildcard", "--localize-symbol=__*"]).arg(&joined));
    joined
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?} ended with {status}");
}
