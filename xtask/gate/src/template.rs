//! The template for a firmware: it builds, lands on the bits of a run that never stopped, lets other tasks run, and
//! takes no more than its README says.

use anyhow::{Context, Result, ensure};
use std::time::Duration;
use xtask::{device::BOARD, elf, emulator::Emulator, fields::Fields, shell, toolchain::Toolchain};

const FOLDER: &str = "examples/embassy-head";
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of flash, of static RAM and of stack, at most: what the README says, and a little for other compilers.
const ALLOWED: [(&str, u64); 3] = [("flash", 15_000), ("static RAM", 8_200), ("stack", 1_280)];
/// Instructions that another task may wait.
const GAP: u64 = 5_000;

pub(crate) fn check() -> Result<()> {
    let toolchain = Toolchain::find(BOARD.target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join(FOLDER));
    shell::quiet("building the template", cargo.arg("--locked"))?;
    head(&toolchain).context("head")?;
    parts(&toolchain).context("parts")
}

/// The program ends with a failure if a bit differs.
fn head(toolchain: &Toolchain) -> Result<()> {
    let fields = run(toolchain, "head")?;
    let [stopped, never] = [fields.text("restored")?, fields.text("never_stopped")?];
    ensure!(stopped == never, "after a reset {stopped}, without one {never}");
    ensure!(fields.number::<u32>("right")? > 150, "of 200 right: {}", fields.text("right")?);
    let elf::Sizes { flash, ram, data } = elf::sizes(&toolchain.product("head"))?;
    ensure!(data == 0, "{data} bytes of .data; allowed: 0");
    let found = [flash, ram, fields.number("stack")?];
    for ((what, allowed), found) in ALLOWED.into_iter().zip(found) {
        ensure!(found <= allowed, "{found} bytes of {what}; allowed: {allowed}");
        println!("head: {found} bytes of {what}");
    }
    println!("head: {never} with and without a reset");
    Ok(())
}

fn parts(toolchain: &Toolchain) -> Result<()> {
    let fields = run(toolchain, "parts")?;
    let [whole, parts]: [u64; 2] = [fields.number("whole")?, fields.number("parts")?];
    ensure!(whole > GAP, "a whole step takes {whole} instructions: nothing is shown");
    ensure!(parts <= GAP, "another task waits {parts} instructions; allowed: {GAP}");
    println!("parts: another task waits {parts} instructions at most, of a step of {whole}");
    Ok(())
}

/// What a program printed.
fn run(toolchain: &Toolchain, program: &str) -> Result<Fields> {
    let elf = toolchain.product(program);
    let emulator = Emulator { board: BOARD, elf: &elf, patience: PATIENCE, asked: "" };
    let mut fields = Fields::default();
    emulator.print()?.lines().for_each(|line| fields.take("", line));
    Ok(fields)
}
