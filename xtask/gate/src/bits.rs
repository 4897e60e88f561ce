//! One program, every kind of processor: each optimizer and schedule lands on the bits of the host.

use anyhow::{Context, Result, ensure};
use std::{process::Command, time::Duration};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{emulator::Emulator, shell, toolchain::Toolchain};

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn check() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["run", "--quiet", "--package", "thalweg-bits"]);
    let host = shell::printed("running on the host", &mut cargo)?;
    ensure!(host.lines().count() > 90, "the host printed {} lines", host.lines().count());
    ensure!(!host.contains(" 00000000"), "a rule or a schedule is refused:\n{host}");
    for board in BOARDS.iter().filter(|board| board.bits) {
        let Board { core, target, .. } = board;
        let found = on(board).with_context(|| format!("{core} ({target})"))?;
        for (host, found) in host.lines().zip(found.lines()) {
            ensure!(host == found, "{core} ({target}) found {found:?}, the host {host:?}");
        }
        ensure!(host.lines().count() == found.lines().count(), "{core} printed too little");
        println!("{core} ({target}): {} results, the host's bits", host.lines().count());
    }
    Ok(())
}

fn on(board: &Board) -> Result<String> {
    let toolchain = Toolchain::find(board.target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("tests/bits"));
    cargo.env("BOARD", board.machine);
    shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
    let elf = toolchain.product("bits");
    Emulator { board, elf: &elf, patience: PATIENCE, asked: "" }.print()
}
