//! The emulated device: it lands on the host's bits, and what goes wrong with it does not go unnoticed.

use anyhow::{Context, Result, ensure};
use std::fs;
use thalweg_watch_study::dataset;
use xtask::{device, shell};

/// The main job in QEMU lands on the bits of `tests/golden.json`, as the host's tests do.
pub(crate) fn adapts() -> Result<()> {
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
pub(crate) fn fails_aloud() -> Result<()> {
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
