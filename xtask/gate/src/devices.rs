//! The emulated device: it lands on the host's bits, and what goes wrong with it does not go unnoticed.

use crate::desks;
use anyhow::{Result, ensure};
use serde_json::Value;
use std::fs;
use xtask::{
    device::{self, Fault, Kind, Report},
    shell,
};

/// The main job in QEMU lands on the bits of `tests/golden.json`, as the host's tests do.
pub(crate) fn adapts() -> Result<()> {
    let report = meets(Kind::M4)?;
    ensure!(report.json()["ram_bytes"].as_u64() < Some(32 * 1024), "more than 32 KB of RAM");
    let json = report.json();
    let told: Option<u64> = json["confusion_after"].as_array().map(|rows| {
        rows.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_u64).sum()
    });
    ensure!(told == json["tested"].as_u64(), "the confusion is of {told:?} windows");
    on_ports()
}

/// A device and a sensor on serial ports of this machine.
#[cfg(unix)]
fn on_ports() -> Result<()> {
    let [clean, adapted, labelled] = device::over_a_port()?;
    ensure!(
        adapted.parameters_hash == clean.parameters_hash,
        "over a port it learnt something else"
    );
    let windows = (adapted.windows, labelled.windows);
    ensure!(windows == (2, 4), "after a sensor's 4 s it remembers {windows:?} windows");
    println!("over a port: {:?}, {} windows with the sensor's", labelled.line, labelled.windows);
    Ok(())
}

#[cfg(not(unix))]
fn on_ports() -> Result<()> {
    println!("no pairs of terminals here: ports are not tried");
    Ok(())
}

/// So does every other core that QEMU has a board of, one without an FPU among them; with `all`, the boards that stand on a
/// desk are built.
pub(crate) fn adapts_everywhere(all: bool) -> Result<()> {
    for board in Kind::IN_QEMU.into_iter().filter(|board| *board != Kind::M4) {
        meets(board)?;
    }
    if all { desks::build() } else { Ok(()) }
}

/// An emulated board does the main job, and lands on the bits of `tests/golden.json`.
pub(crate) fn meets(board: Kind) -> Result<Report> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let golden: serde_json::Value = serde_json::from_str(&golden)?;
    let report = device::meet(board)?;
    let found = serde_json::json!({
        "windows": report.status.windows,
        "tested": report.status.after.of,
        "right_before": report.status.before.right,
        "right_after": report.status.after.right,
        "steps": report.status.steps,
        "parameters_hash": report.parameters_hash(),
    });
    ensure!(found == golden, "the device found {found}, the host {golden}");
    println!("{board:?} landed on the host's bits: {}", report.json());
    Ok(report)
}

/// What goes wrong on the line of a device changes nothing and is counted.
pub(crate) fn hears_through_faults() -> Result<()> {
    let clean = device::over_a_bad_line(Fault::None)?;
    for fault in [Fault::Damage, Fault::Loss, Fault::Double, Fault::Cut] {
        let found = device::over_a_bad_line(fault)?;
        let line = found.line;
        let counted = match fault {
            Fault::Damage | Fault::Cut => line.damaged,
            Fault::Loss => line.lost,
            Fault::Double => line.doubled,
            Fault::None => 0,
        };
        ensure!(counted > 0, "{fault:?} went unnoticed: {line:?}");
        ensure!(
            found.parameters_hash == clean.parameters_hash,
            "{fault:?} changed what was learnt"
        );
        ensure!(found.before == clean.before, "{fault:?} changed what was tested");
        println!("{fault:?} on the line: {line:?}, the same parameters");
    }
    Ok(())
}
