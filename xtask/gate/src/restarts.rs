//! A device that panics, meets a bad instruction, overflows its stack or hangs says so, counts it, starts anew and lands on
//! the bits of one that never failed.

use crate::kills::image;
use anyhow::{Context, Result, bail, ensure};
use std::{
    fs,
    time::{Duration, Instant},
};
use thalweg_watch::wire::Reply;
use xtask::{
    device::{self, Conversation, Device, Firmware, Flash, Kind},
    shell,
};

const PATIENCE: Duration = Duration::from_secs(60);
/// Where it goes on after its power came and after each failure, which comes 30 steps later: at the last save.
const RESUMED: [u32; 5] = [0, 20, 40, 60, 80];
/// What it logs, in this order.
const SAID: [&str; 5] = [
    "panic: panicked at",
    "hard fault: a bad address or instruction",
    "the stack has overflowed",
    "hang: the watchdog was not fed",
    "started anew after panics=1 hard_faults=1 stack_overflows=1 hangs=1",
];

/// On a Cortex-M4F, whose stack the MPU guards, and on an M33, which has a limit of its stack.
pub(crate) fn check() -> Result<()> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let golden: serde_json::Value = serde_json::from_str(&golden)?;
    let golden = golden["parameters_hash"].as_str().context("no golden hash")?;
    let begun = image::of_a_device_that_trains(0)?;
    for board in [Kind::M4, Kind::M33] {
        let elf = device::build_for(board, Firmware { program: "fails", ..Firmware::WATCH })?;
        let flash = Flash::blank(&device::folder().join("fails.img"))?;
        flash.fill(&begun)?;
        let mut device = Device::start(board.board()?, &elf, &flash)?;
        let resumed = trains(&device).with_context(|| format!("{board:?}"))?;
        ensure!(resumed == RESUMED, "{board:?} went on at {resumed:?}, not {RESUMED:?}");
        let (mut talk, _) = Conversation::begin(&mut device.line, PATIENCE)?;
        let hash = format!("{:016x}", talk.status()?.parameters_hash);
        ensure!(hash == golden, "{board:?} landed on {hash}, not {golden}");
        let log = device.log()?;
        let mut lines = log.iter();
        for said in SAID {
            let found = lines.any(|line| line.contains(said));
            ensure!(found, "{board:?} did not say {said:?}, but {log:?}");
        }
        println!("{board:?} failed four times and went on at {resumed:?}: {hash}");
    }
    Ok(())
}

/// Hears a device until it has trained; at which steps it went on.
fn trains(device: &Device) -> Result<Vec<u32>> {
    let (start, mut resumed) = (Instant::now(), Vec::new());
    while start.elapsed() < PATIENCE {
        match device.line.hear(PATIENCE)?.map(|answer| answer.reply) {
            Some(Reply::Status(status)) => resumed.push(status.resumed.context("no checkpoint")?),
            Some(Reply::Trained) => return Ok(resumed),
            _ => {}
        }
    }
    bail!("it did not train to its end; it went on at {resumed:?}")
}
