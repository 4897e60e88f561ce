//! One program, every kind of processor: each optimizer and schedule lands on the bits of the host, after a few
//! steps, and every rule after many.

use anyhow::{Context, Result, ensure};
use std::{path::Path, process::Command, time::Duration};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{elf, emulator::Emulator, shell, toolchain::Toolchain};

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn check(all: bool) -> Result<()> {
    // A power of ten more where nobody waits for it; the host is ten times as fast as QEMU.
    let (here, there) = if all { ("1000000", "100000") } else { ("10000", "10000") };
    let host = on_the_host(here, all)?;
    ensure!(!host.contains(" 00000000"), "a rule or a schedule is refused, or diverges:\n{host}");
    let lines: Vec<_> = host.lines().collect();
    let (few, many): (Vec<&str>, Vec<&str>) =
        lines.into_iter().partition(|line| steps_of(line).is_none());
    ensure!(few.len() > 90, "the host printed {} lines of a few steps", few.len());
    goes_on(&many)?;
    let mut boards = BOARDS.iter().filter(|board| board.bits);
    let with_fpu = boards.clone().find(|board| board.fpu).context("no board with an FPU")?;
    boards.try_for_each(|board| {
        // Many steps where floats are fast.
        let steps = (board.machine == with_fpu.machine).then_some(there);
        same(board, steps, all, [&few, &many])
            .with_context(|| format!("{} ({})", board.core, board.target))
    })
}

/// The steps of "adam after 100 01234567"; `None` of a line of a few.
fn steps_of(line: &str) -> Option<u32> {
    line.split_once(" after ")?.1.split(' ').next()?.parse().ok()
}

/// Every rule changes the parameters between two powers of ten.
fn goes_on(many: &[&str]) -> Result<()> {
    ensure!(many.len() > 150, "the host printed {} lines of many steps", many.len());
    for pair in many.windows(2) {
        let parts = [pair[0], pair[1]].map(|line| {
            let (rule, rest) = line.split_once(' ').unwrap_or_default();
            (rule, rest.rsplit_once(' ').unwrap_or_default().1)
        });
        ensure!(parts[0] != parts[1], "a rule stands still: {pair:?}");
    }
    Ok(())
}

/// A board prints the host's lines: those of a few steps, and those of no more steps than it was asked for.
fn same(board: &Board, steps: Option<&str>, all: bool, [few, many]: [&[&str]; 2]) -> Result<()> {
    let most = steps.map_or(Ok(0), str::parse::<u32>)?;
    let asked = many.iter().filter(|line| steps_of(line).is_some_and(|steps| steps <= most));
    let expected: Vec<_> = few.iter().chain(asked).collect();
    let found = on(board, steps, profile(all))?;
    for (host, found) in expected.iter().zip(found.lines()) {
        ensure!(**host == found, "found {found:?}, the host {host:?}");
    }
    let count = found.lines().count();
    ensure!(count == expected.len(), "printed {count} lines, not {}", expected.len());
    println!(
        "{} ({}): {count} results, the host's bits (to step {most})",
        board.core, board.target
    );
    Ok(())
}

/// Optimised as a user's program by default; over all crates at once where nobody waits, as that takes twice as long.
pub(crate) const fn profile(all: bool) -> &'static str {
    if all { "release" } else { "measure" }
}

fn on_the_host(steps: &str, all: bool) -> Result<String> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["run", "--quiet", "--bin", "bits"]);
    // A million steps take seconds when optimised, and minutes otherwise; the bits are those of every profile.
    cargo.args(["--profile", if all { "measure" } else { "dev" }]).env("BITS_STEPS", steps);
    shell::printed("running on the host", &mut cargo)
}

fn on(board: &Board, steps: Option<&str>, profile: &str) -> Result<String> {
    let toolchain = Toolchain::find(board.target)?;
    let folder = shell::root().join("tests/bits");
    let mut cargo = toolchain.cargo_profile("build", profile, &folder);
    cargo.env("BOARD", board.machine);
    cargo.env_remove("BITS_STEPS").envs(steps.map(|steps| ("BITS_STEPS", steps)));
    shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
    let elf = toolchain.product_of(profile, "bits");
    if board.is_arm() && !board.fpu {
        ours(&elf)?;
    }
    Emulator { board, elf: &elf, patience: PATIENCE, asked: "" }.print()
}

/// The floats of a program are those of the feature `soft-floats`: of the compiler's routines not one is left of what ours do.
fn ours(elf: &Path) -> Result<()> {
    let found = elf::soft_floats(elf)?;
    for name in ["__aeabi_fadd", "__aeabi_fsub", "__aeabi_fmul", "__aeabi_fdiv"] {
        ensure!(found.iter().any(|found| found == name), "{name} is not in it");
    }
    let theirs = found.iter().find(|name| name.ends_with("sf3"));
    ensure!(theirs.is_none(), "the compiler's {} is in it", theirs.map_or("", String::as_str));
    Ok(())
}
