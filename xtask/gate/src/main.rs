//! Every test, one section after the other.

mod bad_input;
mod bits;
mod c;
mod copy;
mod dependencies;
mod devices;
mod fleet;
mod fuzz;
mod kills;
mod package;
mod power_loss;
mod proof;
mod python;
mod resume;
mod search;
mod template;
mod versions;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use std::{
    process::{Command, ExitCode},
    time::Instant,
};
use xtask::{
    device, shell,
    toolchain::{self, Toolchain},
};

/// Every test: host, Cortex-M in QEMU, WebAssembly in Chromium.
#[derive(Parser)]
#[command(name = "cargo xtask test", bin_name = "cargo xtask test", version)]
struct Arguments {
    /// Only the sections whose name holds this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Also what takes long: the same sections, with more steps and cases.
    #[arg(long)]
    all: bool,
}

/// A name, and what it checks, given what was asked for.
type Section = (&'static str, fn(&Arguments) -> Result<()>);

const SECTIONS: [Section; 25] = [
    ("format", |_| format()),
    ("lints", |_| lints()),
    ("documentation", |_| documentation()),
    ("dependencies", |_| dependencies::check()),
    ("host", host),
    ("power loss", |arguments| power_loss::check(arguments.all)),
    ("checkpoint", |arguments| checkpoint(arguments.all)),
    ("fuzz", |arguments| fuzz::check(arguments.all)),
    ("features", |_| features()),
    ("package", |_| package::check()),
    ("versions", |arguments| versions::check(arguments.all)),
    ("panic freedom", |arguments| proof::check(arguments.all)),
    ("sizes", |_| xtask(&["bench", "--check"])),
    ("bits", |arguments| bits::check(arguments.all)),
    ("resume", |arguments| resume::check(arguments.all)),
    ("c bindings", |_| c::check()),
    ("python", |arguments| python::check(arguments.all)),
    ("search", |arguments| search::check(arguments.all)),
    ("fleet", |arguments| fleet::check(arguments.all)),
    ("device", |_| devices::adapts()),
    ("failing devices", |_| devices::fails_aloud()),
    ("kills", |arguments| kills::check(arguments.all)),
    ("template", |_| template::check()),
    ("bad input", |_| bad_input::check()),
    ("browser", |_| xtask(&["explorer", "--test"])),
];

fn main() -> ExitCode {
    xtask::end(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<()> {
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| name.contains(only));
    let sections: Vec<_> = SECTIONS.iter().filter(|(name, _)| wanted(name)).collect();
    ensure!(
        !sections.is_empty(),
        "no section of that name; allowed: {}",
        SECTIONS.map(|(name, _)| name).join(", ")
    );
    let start = Instant::now();
    for (name, section) in &sections {
        println!("== {name}");
        let start = Instant::now();
        section(arguments).with_context(|| format!("the section {name:?} failed"))?;
        println!("== {name}: passed in {:.0} s", start.elapsed().as_secs_f32());
    }
    println!("{} sections passed in {:.0} s", sections.len(), start.elapsed().as_secs_f32());
    Ok(())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    shell::loud(Command::new("cargo").current_dir(shell::root()).args(arguments))
}

/// Another of our commands.
fn xtask(arguments: &[&str]) -> Result<()> {
    cargo(&[&["xtask"], arguments].concat())
}

/// Workspaces of their own.
const WORKSPACES: [&str; 4] =
    ["bench/frameworks", "bindings/python", "examples/embassy-head", "firmware/boards"];

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    for workspace in WORKSPACES {
        cargo(&["fmt", "--manifest-path", &format!("{workspace}/Cargo.toml"), "--check"])?;
    }
    Ok(())
}

fn lints() -> Result<()> {
    cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["clippy", "--package", "thalweg-bench-wasm", "--", "-D", "warnings"])?;
    lints_of_programs_for_boards()
}

/// The programs that a board runs, by the rules of its target.
fn lints_of_programs_for_boards() -> Result<()> {
    const PROGRAMS: [&str; 8] =
        ["firmware", "stack", "bench-mcu", "bench-size", "bits", "proof", "resume", "c"];
    let toolchain = Toolchain::find(device::BOARD.target)?;
    if toolchain.is_debian() {
        println!("Debian's compiler comes without clippy: the boards' programs are not looked at");
        return Ok(());
    }
    toolchain::need_c()?;
    let mut cargo = toolchain.cargo_profile("clippy", "dev", shell::root());
    for program in PROGRAMS {
        cargo.arg("--package").arg(format!("thalweg-{program}"));
    }
    shell::loud(cargo.args(["--", "-D", "warnings"]))?;
    let template = shell::root().join("examples/embassy-head");
    let mut cargo = toolchain.cargo_profile("clippy", "dev", &template);
    shell::loud(cargo.args(["--", "-D", "warnings"]))
}

/// Every link of the public documentation leads somewhere.
fn documentation() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).env("RUSTDOCFLAGS", "-D warnings");
    shell::loud(cargo.args(["doc", "--no-deps", "--package", "thalweg", "--all-features"]))
}

/// Random tests run 256 cases each, or eight times as many; what is tried on every number, only if asked for.
fn host(arguments: &Arguments) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(shell::root())
        .env("PROPTEST_CASES", if arguments.all { "2048" } else { "256" });
    shell::loud(cargo.arg("test"))?;
    if arguments.all {
        crate::cargo(&["test", "--package", "thalweg", "--lib", "--", "--ignored"])?;
    }
    Ok(())
}

/// Every stop of every training, and every flip, with optimisation; what takes minutes only if asked for.
fn checkpoint(all: bool) -> Result<()> {
    let test = ["test", "--release", "--package", "thalweg-tests", "--test", "checkpoint"];
    let rest: &[&str] =
        if all { &["--", "--nocapture", "--include-ignored"] } else { &["--", "--nocapture"] };
    cargo(&[&test, rest].concat())
}

/// The core without its features and with all; each alone is built in the section `package`.
fn features() -> Result<()> {
    for features in ["--no-default-features", "--all-features"] {
        cargo(&["test", "--package", "thalweg", "--lib", features])?;
    }
    Ok(())
}
