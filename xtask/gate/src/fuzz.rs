//! Bytes that nobody wrote, for every decoder: `cargo fuzz`, for a few seconds or for millions of executions.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use xtask::{debian, fields::Fields, shell};

/// A decoder that is fed, the longest bytes that it is fed with, and what cargo-fuzz is told where millions are asked for: it
/// builds all anew.
type Target = (&'static str, u32, &'static [&'static str]);

/// To look at every comparison takes a table's parser twice as long, and what feeds it knows where the numbers are.
const TARGETS: [Target; 4] = [
    ("checkpoint", 4096, &[]),
    ("recipe", 4096, &[]),
    ("frame", 4096, &[]),
    ("csv", 32_768, &["--no-trace-compares"]),
];
/// Of the bytes whose form holds, checksum or header, one in so many at least has to be accepted: otherwise nothing is tried but
/// refusals.
const ONE_IN: u64 = 5;

/// Its lints; six seconds a target, or ten million executions.
pub(crate) fn check(all: bool) -> Result<()> {
    // The fuzzer's engine is C++.
    debian::need("g++", &["g++"])?;
    lints()?;
    let fuzz = fuzzer()?;
    for target in TARGETS {
        run(&fuzz, target, all).context(target.0)?;
    }
    Ok(())
}

/// Those of the targets, which are a workspace of their own.
fn lints() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root().join("fuzz"));
    cargo.env("CARGO_TARGET_DIR", shell::root().join("target/fuzz/cargo"));
    shell::loud(cargo.args([
        "clippy",
        "--quiet",
        "--locked",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// cargo-fuzz: the user's, or one that is installed among what is built here.
fn fuzzer() -> Result<PathBuf> {
    if shell::output(Command::new("cargo-fuzz").args(["fuzz", "--version"])).is_some() {
        return Ok("cargo-fuzz".into());
    }
    let root = shell::root().join("target/tools");
    let program = root.join("bin/cargo-fuzz");
    if !program.exists() {
        let mut cargo = Command::new("cargo");
        // It starts the compiler and the target: to optimise it takes longer than it ever runs.
        cargo
            .args(["install", "--quiet", "--debug", "--locked", "cargo-fuzz", "--root"])
            .arg(&root);
        shell::quiet("installing cargo-fuzz", &mut cargo)?;
    }
    Ok(program)
}

fn run(fuzz: &Path, (target, longest, how): Target, all: bool) -> Result<()> {
    let folder = shell::root().join("fuzz");
    // What was found before is of no use to a gate that shall be the same each time.
    let corpus = shell::root().join("target/fuzz").join(target);
    let _none_yet = fs::remove_dir_all(&corpus);
    fs::create_dir_all(&corpus)?;
    let mut cargo = Command::new(fuzz);
    cargo.current_dir(&folder);
    let how = if all { how } else { &[] };
    cargo.args(["fuzz", "build", "--sanitizer", "none"]).args(how).arg(target);
    shell::quiet(&format!("building the target {target}"), &mut cargo)?;
    let mut cargo = Command::new(fuzz);
    cargo.current_dir(&folder);
    cargo.args(["fuzz", "run", "--sanitizer", "none"]).args(how).arg(target).arg(&corpus);
    // So many, however busy the machine is.
    let enough = if all { "-runs=10000000" } else { "-runs=20000" };
    let longest = format!("-max_len={longest}");
    let output = cargo.args(["--", "-seed=1", enough, &longest]).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().take(30).collect::<Vec<_>>();
    ensure!(output.status.success(), "{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    let counts = Fields::lines(&said, "executions");
    let counts = counts.last().context("no executions were counted")?;
    let number = |name| counts.number::<u64>(name);
    let (executions, patched) = (number("executions")?, number("patched")?);
    let accepted = number("accepted")?;
    println!(
        "{target}: {executions} executions, {patched} of a form that holds, {accepted} accepted"
    );
    let least = if all { 9_990_000 } else { 10_000 };
    ensure!(executions >= least, "{executions} executions; allowed: at least {least}");
    ensure!(
        accepted * ONE_IN >= patched,
        "{accepted} of {patched} accepted; allowed: one in {ONE_IN} or more"
    );
    Ok(())
}
