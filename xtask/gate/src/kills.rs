//! The emulated device is killed in the middle of a fine-tuning, and of a save: started again it goes on where it stood, and
//! lands on the same bits.

pub(crate) mod image;
mod tasks;

use anyhow::{Context, Result, bail, ensure};
use oorandom::Rand32;
use std::{
    collections::BTreeMap,
    fs, thread,
    time::{Duration, Instant},
};
use thalweg_app::SAVED_EVERY;
use thalweg_catalogue::Board;
use thalweg_watch::wire::{Reply, Status};
use xtask::{
    device::{self, Conversation, Device, Firmware, Flash, Kind},
    shell,
};

const PATIENCE: Duration = Duration::from_secs(60);
const STEPS: u32 = 144;

/// What kills are to show: how many of them, and how many of them within a save.
struct Demand {
    kills: u32,
    within_saves: u32,
}

/// What they showed.
#[derive(Default)]
struct Shown {
    kills: u32,
    within_saves: u32,
    /// Steps that were heard of, over all starts of all devices.
    steps: u32,
    devices: u32,
    /// How often a device went on at a step.
    resumed: BTreeMap<u32, u32>,
}

const SOME: Demand = Demand { kills: 12, within_saves: 2 };
const MANY: Demand = Demand { kills: 200, within_saves: 30 };

/// On the Cortex-M4F; with `all` also on the other cores. The smaller tasks first, as they are quick.
pub(crate) fn check(all: bool) -> Result<()> {
    tasks::check(all)?;
    survives(Kind::M4, if all { &MANY } else { &SOME })?;
    for board in Kind::IN_QEMU.into_iter().filter(|board| all && *board != Kind::M4) {
        survives(board, &SOME)?;
    }
    Ok(())
}

/// An emulated board is killed as often as demanded.
fn survives(kind: Kind, demand: &Demand) -> Result<()> {
    let golden = fs::read_to_string(shell::root().join("tests/golden.json"))?;
    let golden: serde_json::Value = serde_json::from_str(&golden)?;
    let golden = golden["parameters_hash"].as_str().context("no golden hash")?;
    let (board, elf) = (kind.board()?, device::build_for(kind, Firmware::WATCH)?);
    let flash = Flash::blank(&device::folder().join("kills.img"))?;
    let begun = image::of_a_device_that_trains(0)?;
    let (mut shown, mut random) = (Shown::default(), Rand32::new(1));
    while shown.kills < demand.kills || shown.within_saves < demand.within_saves {
        ensure!(shown.kills < 4 * demand.kills, "{} of them within saves", shown.within_saves);
        flash.fill(&begun)?;
        let hash = live(board, &elf, &flash, &mut random, &mut shown)?;
        ensure!(hash == golden, "after {} kills it landed on {hash}, not {golden}", shown.kills);
    }
    let allowed = shown.devices * STEPS + shown.kills * SAVED_EVERY;
    ensure!(shown.steps <= allowed, "{} steps; allowed: {allowed}", shown.steps);
    println!(
        "{kind:?}: {} kills of {} devices, {} within a save; {} steps in all, at most {allowed} allowed; each on {golden}",
        shown.kills, shown.devices, shown.within_saves, shown.steps
    );
    for (step, times) in &shown.resumed {
        println!("resumed step={step} times={times}");
    }
    control(board, &elf, &flash, &begun)
}

/// One device from the beginning of its training to its end, killed some times meanwhile; the hash it lands on.
fn live(
    board: &'static Board,
    elf: &std::path::Path,
    flash: &Flash,
    random: &mut Rand32,
    shown: &mut Shown,
) -> Result<String> {
    shown.devices += 1;
    let mut done = 0; // steps that were heard of
    for _ in 0..10 {
        let mut device = Device::start(board, elf, flash)?;
        let resumed = first_word(&device)?.resumed.context("it found no checkpoint")?;
        goes_on(done, resumed)?;
        *shown.resumed.entry(resumed).or_default() += 1;
        let left = STEPS - resumed;
        if left == 0 {
            break;
        }
        // Before a step, or within the save after it.
        let at_save = random.rand_range(0..2) == 0;
        let after = resumed + random.rand_range(0..left.min(2 * SAVED_EVERY));
        let wait = Duration::from_micros(random.rand_range(0..3000).into());
        let killed = until(&device, |reply| match reply {
            Reply::Progress(progress) => {
                shown.steps += 1;
                done = progress.step + 1;
                !at_save && done > after
            }
            Reply::Saving => at_save && done > after.saturating_sub(SAVED_EVERY),
            _ => false,
        })?;
        if !killed {
            break;
        }
        thread::sleep(wait);
        device.kill();
        shown.kills += 1;
        shown.within_saves += u32::from(image::has_a_torn_slot(&flash.bytes(image::LENGTH)?));
    }
    let mut device = Device::start(board, elf, flash)?;
    let (mut talk, status) = Conversation::begin(&mut device.line, PATIENCE)?;
    if status.step < status.steps {
        talk.wait_for_training(|reply| {
            shown.steps += u32::from(matches!(reply, Reply::Progress(_)));
        })?;
    }
    Ok(format!("{:016x}", talk.status()?.parameters_hash))
}

/// It goes on no further back than the last save may lie.
fn goes_on(done: u32, resumed: u32) -> Result<()> {
    let lost = done.saturating_sub(resumed);
    ensure!(lost <= SAVED_EVERY, "step {done} was done, and it went on at {resumed}");
    Ok(())
}

/// A device that has forgotten its last saves is noticed.
fn control(
    board: &'static Board,
    elf: &std::path::Path,
    flash: &Flash,
    begun: &[u8],
) -> Result<()> {
    flash.fill(begun)?;
    let mut device = Device::start(board, elf, flash)?;
    let mut done = 0;
    until(&device, |reply| {
        if let Reply::Progress(progress) = reply {
            done = progress.step + 1;
        }
        done > 2 * SAVED_EVERY
    })?;
    device.kill();
    flash.fill(begun)?;
    let device = Device::start(board, elf, flash)?;
    let resumed = first_word(&device)?.resumed.context("it found no checkpoint")?;
    ensure!(goes_on(done, resumed).is_err(), "from step {done} back to {resumed} went unnoticed");
    println!("control: from step {done} back to {resumed} is noticed");
    Ok(())
}

/// What a device says when it has started.
pub(crate) fn first_word(device: &Device) -> Result<Status> {
    match device.line.hear(PATIENCE)?.map(|answer| answer.reply) {
        Some(Reply::Status(status)) => Ok(status),
        other => bail!("its first word was {other:?}"),
    }
}

/// Hears a device until something is so; whether it was before the training ended.
fn until(device: &Device, mut so: impl FnMut(&Reply) -> bool) -> Result<bool> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let Some(answer) = device.line.hear(PATIENCE)? else { continue };
        if so(&answer.reply) {
            return Ok(true);
        }
        if answer.reply == Reply::Trained {
            return Ok(false);
        }
    }
    bail!("the device did not train to its end")
}
