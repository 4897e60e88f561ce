//! One program, every kind of processor: each optimizer and schedule lands on the bits of the host.

use anyhow::{Context, Result, ensure};
use std::{process::Command, time::Duration};
use xtask::{
    emulator::{Emulator, Processor},
    shell,
    toolchain::Toolchain,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Two FPUs, none, and another architecture.
const BOARDS: [(&str, Processor, &str); 4] = [
    ("thumbv7em-none-eabihf", Processor::CortexM, "mps2-an386"),
    ("thumbv8m.main-none-eabihf", Processor::CortexM, "mps3-an547"),
    ("thumbv6m-none-eabi", Processor::CortexM, "mps2-an385"),
    ("riscv32imc-unknown-none-elf", Processor::RiscV, "virt"),
];

pub(crate) fn check() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["run", "--quiet", "--package", "thalweg-bits"]);
    let host = shell::printed("running on the host", &mut cargo)?;
    ensure!(host.lines().count() > 90, "the host printed {} lines", host.lines().count());
    ensure!(!host.contains(" 00000000"), "a rule or a schedule is refused:\n{host}");
    for (target, processor, machine) in BOARDS {
        let board = on(target, processor, machine).with_context(|| target.to_owned())?;
        for (host, board) in host.lines().zip(board.lines()) {
            ensure!(host == board, "{target} found {board:?}, the host {host:?}");
        }
        ensure!(host.lines().count() == board.lines().count(), "{target} printed too little");
        println!("{target}: {} results, the host's bits", host.lines().count());
    }
    Ok(())
}

fn on(target: &str, processor: Processor, machine: &str) -> Result<String> {
    let toolchain = Toolchain::find(target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("tests/bits"));
    shell::quiet(&format!("building for {target}"), &mut cargo)?;
    let elf = toolchain.product("bits");
    Emulator { processor, machine, elf: &elf, patience: PATIENCE, asked: "" }.print()
}
