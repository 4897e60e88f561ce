//! thalweg for Python: `pip install` of the folder is all, the wheel is small, and pytest finds the device's bits.

use anyhow::{Result, ensure};
use std::{fs, process::Command};
use xtask::{python::Environment, shell};

const FOLDER: &str = "bindings/python";
const PACKAGES: [&str; 2] = ["numpy==2.4.6", "pytest==9.2.0"];
/// Bytes of the wheel beside those of the recordings, at most.
const ALLOWED: u64 = 1_000_000;

pub(crate) fn check(all: bool) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(shell::root().join(FOLDER));
    cargo.env("CARGO_TARGET_DIR", shell::root().join("target/python/cargo"));
    // By the profile of the wheel, with which it shares what runs while either is built.
    let clippy = ["clippy", "--quiet", "--locked", "--release", "--", "-D", "warnings"];
    shell::loud(cargo.args(clippy))?;
    let environment = Environment::with_thalweg("test", &PACKAGES)?;
    size()?;
    let mut pytest = environment.program("pytest");
    shell::loud(pytest.current_dir(shell::root().join(FOLDER)).args([
        "--quiet",
        "-p",
        "no:cacheprovider",
    ]))?;
    if all {
        // As a stranger does it, in an environment of its own.
        let stranger = Environment::new("stranger", &[])?;
        let folder = shell::root().join(FOLDER).display().to_string();
        stranger.pip("pip install ./bindings/python", &["--force-reinstall", &folder])?;
        let mut python = stranger.program("python");
        let task = "import thalweg; print(thalweg.Task('watch', person=8).tune().after.right)";
        let right = shell::printed("fine-tuning", python.args(["-c", task]))?;
        ensure!(right.trim() == "370", "it recognises {right}");
    }
    Ok(())
}

/// The wheel without the recordings, which are compressed already.
fn size() -> Result<()> {
    let bytes = |folder: &str, kind: &str| -> Result<u64> {
        let files = fs::read_dir(shell::root().join(folder))?.filter_map(Result::ok);
        let files = files.filter(|file| file.path().to_string_lossy().ends_with(kind));
        Ok(files.filter_map(|file| file.metadata().ok()).map(|of| of.len()).sum())
    };
    let data = bytes("tasks/watch/data", ".csv.gz")?;
    let wheel = bytes("target/python/test/wheels", ".whl")?;
    let code = wheel.saturating_sub(data);
    ensure!(
        code <= ALLOWED,
        "the wheel has {code} bytes beside the recordings; allowed: {ALLOWED}"
    );
    println!("the wheel has {wheel} bytes, {data} of them recordings");
    Ok(())
}
