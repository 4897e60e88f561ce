//! Every test, two sections at a time.

mod bad_input;
mod bits;
mod brief;
mod c;
mod copy;
mod counts;
mod dependencies;
mod desks;
mod devices;
mod fleet;
mod fuzz;
mod integers;
mod kills;
mod package;
mod pico;
mod power_loss;
mod proof;
mod python;
mod recipes;
mod restarts;
mod resume;
mod runners;
mod search;
mod template;
mod versions;

use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;
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
#[command(after_help = format!("Sections: {}", names()))]
struct Arguments {
    /// Only the section of this name, or those whose names hold it.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Also what takes long: the same sections, with more steps and cases.
    #[arg(long)]
    all: bool,
}

/// A name, and what it checks, given what was asked for.
type Section = (&'static str, fn(&Arguments) -> Result<()>);

/// The host's first, the chips' last: both ends are begun with, side by side, and where they meet are short ones, so that no
/// runner is left alone with a long one.
const SECTIONS: [Section; 32] = [
    ("format", |_| format()),
    ("dependencies", |_| dependencies::check()),
    ("lints", |_| lints()),
    ("host", host),
    ("checkpoint", |arguments| checkpoint(arguments.all)),
    ("power loss", |arguments| power_loss::check(arguments.all)),
    ("recipes", |arguments| recipes::check(arguments.all)),
    ("features", |arguments| features(arguments.all)),
    ("documentation", |_| documentation()),
    ("versions", |arguments| versions::check(arguments.all)),
    ("package", |arguments| package::check(arguments.all)),
    ("browser", |arguments| browser(arguments.all)),
    ("npm", |_| xtask(&["explorer", "--test-package"])),
    ("python", |arguments| python::check(arguments.all)),
    ("fleet", |arguments| fleet::check(arguments.all)),
    ("search", |arguments| search::check(arguments.all)),
    ("kills", |arguments| kills::check(arguments.all)),
    ("bad line", |_| devices::hears_through_faults()),
    ("failing devices", |_| restarts::check()),
    ("bad input", |_| bad_input::check()),
    ("device by a recipe", |_| devices::follows()),
    ("template", |_| template::check()),
    ("boards", |arguments| devices::adapts_everywhere(arguments.all)),
    ("tasks", |arguments| devices::tasks(arguments.all)),
    ("pico", |arguments| pico::check(arguments.all)),
    ("fuzz", |arguments| fuzz::check(arguments.all)),
    ("device", |_| devices::adapts()),
    ("c bindings", |_| c::check()),
    ("resume", |arguments| resume::check(arguments.all)),
    ("bits", |arguments| bits::check(arguments.all)),
    ("sizes", |arguments| sizes(arguments.all)),
    ("panic freedom", |arguments| proof::check(arguments.all)),
];

fn main() -> ExitCode {
    xtask::end(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> Result<()> {
    let sections = wanted(arguments.only.as_deref())?;
    let start = Instant::now();
    if let [section] = sections[..] {
        return one(section, arguments);
    }
    let names: Vec<_> = sections.iter().map(|(name, _)| *name).collect();
    runners::run(&names, arguments.all)?;
    println!("{} sections passed in {:.0} s", sections.len(), start.elapsed().as_secs_f32());
    Ok(())
}

/// Every section; that of the name; or those whose names hold it.
fn wanted(only: Option<&str>) -> Result<Vec<&'static Section>> {
    let Some(only) = only else { return Ok(SECTIONS.iter().collect()) };
    if let Some(section) = SECTIONS.iter().find(|(name, _)| *name == only) {
        return Ok(vec![section]);
    }
    let sections: Vec<_> = SECTIONS.iter().filter(|(name, _)| name.contains(only)).collect();
    ensure!(
        !sections.is_empty(),
        "no section {only:?}; allowed: a name that --help lists, or a part of one"
    );
    Ok(sections)
}

fn names() -> String {
    SECTIONS.map(|(name, _)| name).join(", ")
}

fn one((name, section): &Section, arguments: &Arguments) -> Result<()> {
    println!("== {name}");
    let start = Instant::now();
    section(arguments).with_context(|| format!("the section {name:?} failed"))?;
    println!("== {name}: passed in {:.0} s", start.elapsed().as_secs_f32());
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
const WORKSPACES: [&str; 5] =
    ["bench/frameworks", "bindings/python", "examples/embassy-head", "firmware/boards", "fuzz"];

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"]).context("to be written by: cargo fmt --all")?;
    WORKSPACES.iter().try_for_each(|workspace| {
        let manifest = format!("{workspace}/Cargo.toml");
        cargo(&["fmt", "--manifest-path", &manifest, "--check"])
            .with_context(|| format!("to be written by: cargo fmt --manifest-path {manifest}"))
    })
}

fn lints() -> Result<()> {
    cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["clippy", "--package", "thalweg-bench-wasm", "--", "-D", "warnings"])?;
    lints_of_programs_for_boards()
}

/// The programs that a board runs, by the rules of its target.
fn lints_of_programs_for_boards() -> Result<()> {
    const PROGRAMS: [&str; 9] =
        ["firmware", "faults", "stack", "bench-mcu", "bench-size", "bits", "proof", "resume", "c"];
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

/// Every link of the documentation leads somewhere: of the public one, and in the headers of files, which a reader of the
/// sources follows, where links to what is private are no fault.
fn documentation() -> Result<()> {
    let inner =
        "-D warnings -A rustdoc::private_intra_doc_links -A rustdoc::redundant_explicit_links";
    let document = ["doc", "--no-deps", "--package", "thalweg", "--all-features"];
    for (allowed, of) in [(inner, &["--document-private-items"][..]), ("-D warnings", &[])] {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(shell::root()).env("RUSTDOCFLAGS", allowed);
        shell::loud(cargo.args(document).args(of))?;
    }
    Ok(())
}

/// Random tests run 256 cases each, or eight times as many; what is tried on every number, only if asked for. The core's own tests
/// are built and run with all its features, in the section `features`.
fn host(arguments: &Arguments) -> Result<()> {
    let metadata = MetadataCommand::new().current_dir(shell::root()).no_deps().exec()?;
    let packages: Vec<_> = metadata
        .workspace_default_packages()
        .into_iter()
        .map(|package| package.name.as_str())
        .filter(|name| *name != "thalweg")
        .flat_map(|name| ["--package", name])
        .collect();
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).env("PROPTEST_CASES", cases(arguments.all));
    cargo.args(["test", "--lib", "--bins", "--tests", "--examples"]);
    // A program of C links the library for C: it is no default, and its own tests are built of what the others are.
    shell::loud(cargo.args(&packages).args(["--package", "thalweg-c"]))?;
    // Of the same packages, as their features are those of what is built; the crate's own examples are run from its package.
    crate::cargo(&[&["test", "--doc"], &packages[..]].concat())?;
    if arguments.all {
        crate::cargo(&["test", "--package", "thalweg", "--lib", "--", "--ignored"])?;
        let line = ["test", "--release", "--package", "thalweg-app", "--test", "app"];
        crate::cargo(&[&line[..], &["--", "--ignored"]].concat())?;
    }
    Ok(())
}

const fn cases(all: bool) -> &'static str {
    if all { "2048" } else { "256" }
}

/// The page; in every theme at every width, and in every browser, where all is asked for.
fn browser(all: bool) -> Result<()> {
    let all: &[&str] = if all { &["--all"] } else { &[] };
    xtask(&[&["explorer", "--test"], all].concat())
}

/// What takes minutes, or optimisation; the rest is among the host's.
fn checkpoint(all: bool) -> Result<()> {
    if !all {
        println!("the heaviest flips of a checkpoint's bits, and two precisions: with --all only");
        return Ok(());
    }
    let test = ["test", "--release", "--package", "thalweg-tests"];
    let test = [&test[..], &["--test", "flips", "--test", "checkpoint"]].concat();
    cargo(&[&test[..], &["--", "--nocapture", "--include-ignored"]].concat())
}

/// On the core that most boards have, flash at "s", and of states in f32 alone the stack that is painted there and flash at 3; or
/// all of it on every core at every level.
fn sizes(all: bool) -> Result<()> {
    if all {
        return xtask(&["bench", "--check"]);
    }
    [("s", "--check=stack-of-f32"), ("3", "--check=flash-of-f32")].iter().try_for_each(
        |(level, check)| {
            xtask(&["bench", check, "--core", device::BOARD.core, "--opt-level", level])
        },
    )
}

/// The core's own tests with all its features, and where nobody waits without. What is built with
/// none and with each is in the section `package`.
fn features(all: bool) -> Result<()> {
    let test = |features| {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(shell::root()).env("PROPTEST_CASES", cases(all));
        shell::loud(cargo.args(["test", "--package", "thalweg", "--lib", features]))
    };
    test("--all-features")?;
    if !all {
        return Ok(());
    }
    test("--no-default-features")?;
    // What only an optimising compiler gets wrong.
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).args(["test", "--profile", "measure", "--package", "thalweg"]);
    shell::loud(cargo.args(["--lib", "optimizer"]))
}
