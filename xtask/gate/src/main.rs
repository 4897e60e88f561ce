//! Every test, one section after the other.

mod bits;
mod dependencies;
mod package;
mod proof;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};
use thalweg_watch_study::dataset;
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

const SECTIONS: [Section; 14] = [
    ("format", |_| format()),
    ("lints", |_| lints()),
    ("documentation", |_| documentation()),
    ("dependencies", |_| dependencies::check()),
    ("host", host),
    ("features", |_| features()),
    ("package", |_| package::check()),
    ("panic freedom", |_| proof::check()),
    ("sizes", |_| xtask(&["bench", "--check"])),
    ("bits", |_| bits::check()),
    ("device", |_| on_the_device()),
    ("failing devices", |_| failing_devices()),
    ("bad input", |_| bad_input()),
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

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    // A workspace of its own.
    cargo(&["fmt", "--manifest-path", "bench/frameworks/Cargo.toml", "--check"])
}

fn lints() -> Result<()> {
    cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["clippy", "--package", "thalweg-bench-wasm", "--", "-D", "warnings"])?;
    lints_of_programs_for_boards()
}

/// The programs that a board runs, by the rules of its target.
fn lints_of_programs_for_boards() -> Result<()> {
    const PROGRAMS: [&str; 6] = ["firmware", "stack", "bench-mcu", "bench-size", "bits", "proof"];
    let toolchain = Toolchain::find(device::TARGET)?;
    if toolchain.is_debian() {
        println!("Debian's compiler comes without clippy: the boards' programs are not looked at");
        return Ok(());
    }
    toolchain::need_c()?;
    let mut cargo = toolchain.cargo_profile("clippy", "dev", shell::root());
    for program in PROGRAMS {
        cargo.arg("--package").arg(format!("thalweg-{program}"));
    }
    shell::loud(cargo.args(["--", "-D", "warnings"]))
}

/// Every link of the public documentation leads somewhere.
fn documentation() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root()).env("RUSTDOCFLAGS", "-D warnings");
    shell::loud(cargo.args(["doc", "--no-deps", "--package", "thalweg", "--all-features"]))
}

/// Random tests run 256 cases each, or eight times as many.
fn host(arguments: &Arguments) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(shell::root())
        .env("PROPTEST_CASES", if arguments.all { "2048" } else { "256" });
    shell::loud(cargo.arg("test"))
}

/// The core without its features and with all; each alone is built in the section `package`.
fn features() -> Result<()> {
    for features in ["--no-default-features", "--all-features"] {
        cargo(&["test", "--package", "thalweg", "--lib", features])?;
    }
    Ok(())
}

/// The main job in QEMU lands on the bits of `tests/golden.json`, as the host's tests do.
fn on_the_device() -> Result<()> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let golden: serde_json::Value = serde_json::from_str(&golden)?;
    let report = device::meet()?;
    let found = serde_json::json!({
        "windows": report.windows,
        "tested": report.tested,
        "right_before": report.right_before,
        "right_after": report.right_after,
        "steps": report.steps,
        "parameters_hash": report.parameters_hash,
    });
    ensure!(found == golden, "the device found {found}, the host {golden}");
    ensure!(report.json()["ram_bytes"].as_u64() < Some(32 * 1024), "more than 32 KB of RAM");
    println!("the device landed on the host's bits: {}", report.json());
    Ok(())
}

/// A device whose serial line is damaged, that panics or overflows its stack says so, and that is a
/// failure.
fn failing_devices() -> Result<()> {
    let error = device::converse(&damaged_line()?, 1).err().context("damage went unnoticed")?;
    ensure!(error.to_string().starts_with("damaged frames on the serial line"), "{error}");
    println!("a damaged line: {error}");
    let error = device::converse(&cut_line()?, 1).err().context("a cut went unnoticed")?;
    ensure!(error.to_string().ends_with("ends in the middle of a frame"), "{error}");
    println!("a cut line: {error}");
    for (program, message) in [("panics", "on purpose"), ("overflows", "hard fault")] {
        let (log, end) = device::run_failing(program)?;
        ensure!(end.is_err(), "{program} ended as if nothing had happened");
        ensure!(log.iter().any(|line| line.contains(message)), "{program} logged {log:?}");
        println!("{program}: {}", log.join("; "));
    }
    Ok(())
}

/// What tells the device everything about one short recording, but for one byte of the last test.
fn damaged_line() -> Result<Vec<u8>> {
    let mut serial = short_line()?;
    let at = serial.len() - 200;
    serial[at] ^= 0x55;
    Ok(serial)
}

/// The same, which ends before its last frame does.
fn cut_line() -> Result<Vec<u8>> {
    let mut serial = short_line()?;
    serial.truncate(serial.len() - 2);
    Ok(serial)
}

/// What tells the device everything about one short recording.
fn short_line() -> Result<Vec<u8>> {
    let mut recordings = device::read(&dataset::file(dataset::NEW_PERSON))?;
    recordings.truncate(1);
    recordings[0].samples.truncate(500);
    device::serial(&recordings)
}

/// What a user does wrong is refused with a message that helps, and a failure.
fn bad_input() -> Result<()> {
    let folder = shell::root().join("target/bad-input");
    fs::create_dir_all(&folder)?;
    let header = "wrist,exercise,sample,ax,ay,az,wx,wy,wz";
    let short = (0..300).map(|i| format!("R,ROW,{i},0,0,1,0,0,0\n")).collect::<Vec<_>>().concat();
    for (name, content, expected) in [
        ("empty.csv", String::new(), "line 1: the header is"),
        ("header.csv", format!("{header}\n"), "holds no sample"),
        ("nan.csv", format!("{header}\nR,ROW,0,NaN,0,1,0,0,0\n"), "line 2: ax is NaN g; allowed"),
        ("columns.csv", format!("{header}\nR,ROW,0,1\n"), "line 2: 4 columns; allowed: 9"),
        ("short.csv", format!("{header}\n{short}"), "400 samples are needed"),
        ("cut.csv.gz", "\x1f".to_owned(), "line 1: the header is"),
    ] {
        let file = folder.join(name);
        fs::write(&file, content)?;
        refused(&["device", "--data", &file.display().to_string()], expected)?;
    }
    for (file, expected) in [
        ("/dev/zero", "/dev/zero: a device or a pipe; allowed: a regular file"),
        (pipe(&folder)?.as_str(), "a device or a pipe; allowed: a regular file"),
        (".", ".: a folder; allowed: a file"),
    ] {
        refused(&["device", "--data", file], expected)?;
    }
    refused(&["device", "--data", "no/such/file.csv"], "no/such/file.csv: No such file")?;
    refused(&["device", "--dat", "x"], "unexpected argument")?;
    refused(&["test", "--only", "nonsense"], "no section of that name; allowed: format")
}

/// A pipe into which nobody writes.
fn pipe(folder: &Path) -> Result<String> {
    let pipe = folder.join("pipe");
    if !pipe.exists() {
        shell::quiet("making a pipe", Command::new("mkfifo").arg(&pipe))?;
    }
    Ok(pipe.display().to_string())
}

fn refused(arguments: &[&str], expected: &str) -> Result<()> {
    let mut cargo = Command::new("cargo");
    let output = cargo.current_dir(shell::root()).arg("xtask").args(arguments).output()?;
    let message = String::from_utf8_lossy(&output.stderr);
    ensure!(message.lines().all(|line| line.len() < 300), "{arguments:?} said {message:.1000?}");
    ensure!(!output.status.success(), "{arguments:?} was not refused");
    ensure!(message.contains(expected), "{arguments:?} said {message:?}, not {expected:?}");
    println!("{}", message.lines().next().unwrap_or_default());
    Ok(())
}
