//! One program, every kind of processor: each optimizer and schedule lands on the bits of the host, after a few
//! steps, and every rule after many.

use anyhow::{Context, Result, ensure};
use std::{process::Command, time::Duration};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{emulator::Emulator, shell, toolchain::Toolchain};

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn check(all: bool) -> Result<()> {
    few_steps()?;
    // A power of ten more where nobody waits for it; the host is ten times as fast as QEMU.
    if all { many_steps("1000000", "100000") } else { many_steps("10000", "10000") }
}

/// Every rule, its bits after each power of ten of steps: here, and on a Cortex-M with an FPU.
fn many_steps(here: &str, there: &str) -> Result<()> {
    let host = on_the_host(Some(here))?;
    ensure!(!host.contains(" 00000000"), "a rule is refused or diverges:\n{host}");
    let lines: Vec<_> = host.lines().collect();
    ensure!(lines.len() > 150, "the host printed {} lines", lines.len());
    for pair in lines.windows(2) {
        // "adam after 100 01234567": of the same rule, the bits differ.
        let parts = [pair[0], pair[1]].map(|line| {
            let (rule, rest) = line.split_once(' ').unwrap_or_default();
            (rule, rest.rsplit_once(' ').unwrap_or_default().1)
        });
        ensure!(parts[0] != parts[1], "a rule stands still: {pair:?}");
    }
    let board = BOARDS.iter().find(|board| board.bits && board.fpu);
    let board = board.context("no board with an FPU prints bits")?;
    let found = on(board, Some(there))?;
    for line in found.lines() {
        ensure!(lines.contains(&line), "{} found {line:?}, which the host has not", board.core);
    }
    let shorter = lines.iter().filter(|line| {
        let steps = line.split(' ').nth(2).and_then(|steps| steps.parse::<u32>().ok());
        steps.zip(there.parse().ok()).is_some_and(|(steps, there)| steps <= there)
    });
    let (expected, found) = (shorter.count(), found.lines().count());
    ensure!(found == expected, "{} printed {found} lines, not {expected}", board.core);
    println!("{}: {found} results up to step {there}, the host's bits (to {here})", board.core);
    Ok(())
}

fn on_the_host(steps: Option<&str>) -> Result<String> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["run", "--quiet", "--package", "thalweg-bits"]);
    if let Some(steps) = steps {
        // A million steps take seconds with it, and minutes without; the bits are those of every profile.
        cargo.args(["--profile", "measure"]).env("BITS_STEPS", steps);
    }
    shell::printed("running on the host", &mut cargo)
}

/// Everything, after a few steps.
fn few_steps() -> Result<()> {
    let host = on_the_host(None)?;
    ensure!(host.lines().count() > 90, "the host printed {} lines", host.lines().count());
    ensure!(!host.contains(" 00000000"), "a rule or a schedule is refused:\n{host}");
    for board in BOARDS.iter().filter(|board| board.bits) {
        let Board { core, target, .. } = board;
        let found = on(board, None).with_context(|| format!("{core} ({target})"))?;
        for (host, found) in host.lines().zip(found.lines()) {
            ensure!(host == found, "{core} ({target}) found {found:?}, the host {host:?}");
        }
        ensure!(host.lines().count() == found.lines().count(), "{core} printed too little");
        println!("{core} ({target}): {} results, the host's bits", host.lines().count());
    }
    Ok(())
}

fn on(board: &Board, steps: Option<&str>) -> Result<String> {
    let toolchain = Toolchain::find(board.target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("tests/bits"));
    cargo.env("BOARD", board.machine);
    if let Some(steps) = steps {
        cargo.env("BITS_STEPS", steps);
    }
    shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
    let elf = toolchain.product("bits");
    Emulator { board, elf: &elf, patience: PATIENCE, asked: "" }.print()
}
