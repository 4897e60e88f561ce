//! The very image that a person flashes onto a Raspberry Pi Pico, in an emulator: it lands on the host's bits, loses nothing
//! on a line without flow control, and finds itself again when the power fails in the middle of an erase or a program.

use crate::{devices, kills::image};
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path, process::Command, time::Duration};
use thalweg_app::SLOT;
use thalweg_watch::{
    training::{DEFAULT, RECIPE_BYTES, Recipe},
    wire::Reply,
};
use xtask::{
    desk,
    device::{self, Conversation, Device, Flash, Kind, Report},
    shell,
};

const PATIENCE: Duration = Duration::from_secs(60);
/// Of the short recipe: the labelled windows once, five a step.
const STEPS: u32 = 14;
/// What its steps land on, on every machine.
const GOLDEN: u64 = 0x2484_17e3_8349_8bca;
/// Where the Pico's slots begin in its flash.
const SLOTS: usize = 1 << 20;

pub(crate) fn check(all: bool) -> Result<()> {
    let report =
        if all { devices::meets(Kind::Pico) } else { devices::meets_in_brief(Kind::Pico) }?;
    is_what_a_person_flashes(&report)?;
    let summary = report.log.iter().find(|line| line.starts_with("cycles="));
    let summary = summary.context("the emulator did not sum up")?;
    ensure!(summary.ends_with(" lost_bytes=0"), "its serial line lost bytes: {summary}");
    let said = report.log.iter().any(|line| line == "listening at 460800 baud");
    ensure!(said, "what it logs did not come over its serial line: {:?}", report.log);
    println!("at 460,800 baud of simulated time: {summary}");
    cuts(&device::folder().join("pico.uf2"), if all { 100 } else { 6 })
}

/// The image that was emulated is that of `cargo xtask flash`.
fn is_what_a_person_flashes(report: &Report) -> Result<()> {
    let file = device::folder().join("flashed.uf2");
    let mut flash = Command::new("cargo");
    flash.current_dir(shell::root()).args(["xtask", "flash", "--board", "pico", "--out"]);
    let said = shell::printed("writing the image", flash.arg(&file))?;
    let flashed = said.lines().find(|line| line.starts_with("sha256="));
    let emulated = report.log.iter().find(|line| line.starts_with("sha256="));
    let emulated = emulated.context("the emulator does not say which image it runs")?;
    let written = format!("sha256={}", desk::sha256(&fs::read(&file)?));
    ensure!(flashed == Some(emulated), "flash wrote {flashed:?}, and {emulated:?} was emulated");
    ensure!(written == *emulated, "{} has {written}", file.display());
    println!("the image a person flashes, and that was emulated: {written}");
    Ok(())
}

/// The power fails at operations all over a training of fourteen steps and the save at its end.
fn cuts(image: &Path, count: u32) -> Result<()> {
    let short = Recipe { batch: 5, epochs: 1, ..DEFAULT };
    let mut buffer = [0; RECIPE_BYTES];
    let bytes = short.encode(&mut buffer).map_err(|error| anyhow::anyhow!("{error}"))?;
    let told = device::recipe_commands(bytes);
    let (slots, golden) = image::of_a_device_that_was_told(told, 0)?;
    ensure!(golden == GOLDEN, "the host lands on {golden:016x}, not {GOLDEN:016x}");
    let begun = [vec![0xFF; SLOTS], slots].concat();
    let flash = Flash::blank(&device::folder().join("pico-cuts.img"))?;
    flash.set(&begun)?;
    let device = trains(image, &flash, &[0])?;
    let operations = operations(&device.end()?)?;
    ensure!(operations > 2 * SLOT / 4096, "a save is {operations} operations");
    let (mut erases, mut again) = (0, 0);
    for cut in 0..count {
        flash.set(&begun)?;
        let operation = place(cut, count, operations);
        let log = until_the_power_fails(image, &flash, operation)?;
        let torn = log.iter().find(|line| line.starts_with("cut="));
        let torn = torn.with_context(|| format!("operation {operation} was not cut: {log:?}"))?;
        erases += u32::from(torn.starts_with("cut=erase"));
        // Torn in its last words a save may stand all the same.
        let mut device = trains(image, &flash, &[0, STEPS]).context(torn.clone())?;
        let (talk, status) = Conversation::begin(&mut device.line, PATIENCE)?;
        let found = status.parameters_hash;
        ensure!(found == GOLDEN, "after {torn} it landed on {found:016x}, not {GOLDEN:016x}");
        again += talk.again;
    }
    ensure!(2 * erases == count, "{erases} of {count} cuts were erases");
    println!(
        "{count} cuts over {operations} operations, {erases} within an erase, the others within a program: each on {GOLDEN:016x}, {again} frames sent again"
    );
    Ok(())
}

/// The operation that a cut is in: every other one an erase, with which a save begins, and those between all over the
/// programs after it.
fn place(cut: u32, count: u32, operations: u32) -> u32 {
    let (erases, turn) = (SLOT / 4096, cut / 2);
    if cut.is_multiple_of(2) {
        turn % erases
    } else {
        erases + turn * (operations - erases) / (count / 2)
    }
}

/// Starts a Pico that goes on at one of these steps, and hears it train to its end.
fn trains(image: &Path, flash: &Flash, allowed: &[u32]) -> Result<Device> {
    let device = Device::start_pico(image, flash, None)?;
    let found = crate::kills::first_word(&device)?;
    let resumed = found.resumed.context("it found no checkpoint")?;
    ensure!(found.steps == STEPS && allowed.contains(&resumed), "it went on at step {resumed}");
    let mut trains = resumed < STEPS;
    while trains {
        let answer = device.line.hear(PATIENCE)?.context("it is silent")?;
        trains = answer.reply != Reply::Trained;
    }
    Ok(device)
}

/// Runs a Pico until its power fails in the middle of an operation on its flash; what it logged.
fn until_the_power_fails(image: &Path, flash: &Flash, operation: u32) -> Result<Vec<String>> {
    let device = Device::start_pico(image, flash, Some(operation))?;
    while let Ok(Some(_)) = device.line.hear(PATIENCE) {}
    device.log()
}

/// How many operations there were on the flash.
fn operations(log: &[String]) -> Result<u32> {
    let words = log.iter().flat_map(|line| line.split(' '));
    let count = words.filter_map(|word| word.strip_prefix("operations=")).next_back();
    Ok(count.context("the emulator does not say how many operations there were")?.parse()?)
}
