//! The main job: an emulated Cortex-M4F meets a new person, adapts, and shows what it gained.

mod board;
mod conversation;
mod job;
mod line;
mod recipe;
mod report;
mod show;

pub use board::Device;
pub use conversation::Conversation;
pub use line::{Fault, Line};
pub use report::Report;

use crate::{
    elf,
    emulator::{self, Emulator},
    shell,
    toolchain::Toolchain,
};
use anyhow::{Context, Result, ensure};
use show::Show;
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::{BOARDS, Board};
use thalweg_watch::{
    Plan,
    recordings::{self, Recording},
    wire::Status,
};
use thalweg_watch_study::dataset;

/// The board that the firmware is built for.
pub static BOARD: &Board = &BOARDS[0];
/// How long the device may be silent: it answers every frame and tells every step of a training.
const PATIENCE: Duration = Duration::from_secs(60);

/// What `cargo xtask device` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Raw recordings of another person: a CSV file, plain or gzipped, in the form of tasks/watch/data.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// A recipe for the fine-tuning, as bytes or JSON; without it the watch follows its own.
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,
    /// Show the recipe of the fine-tuning, as JSON, and do nothing.
    #[arg(long)]
    show_recipe: bool,
    /// Close with one line of JSON.
    #[arg(long)]
    json: bool,
}

/// Does the main job and shows what it gained.
pub fn run(arguments: &Arguments) -> Result<()> {
    let recipe = arguments.recipe.as_deref().map(recipe::read).transpose()?;
    if arguments.show_recipe {
        println!("{}", recipe::json(recipe.as_deref())?);
        return Ok(());
    }
    let file = arguments.data.clone().unwrap_or_else(|| dataset::file(dataset::NEW_PERSON));
    let recordings = read(&file)?;
    if let Some(person) = seen_in_training(&recordings)? {
        eprintln!("note: the weights were pre-trained on this person (person {person:02})");
    }
    let report = adapt(&recordings, recipe.as_deref())?;
    println!("{}", report.table());
    if arguments.json {
        println!("{}", report.json());
    }
    Ok(())
}

/// Reads a person's recordings and makes sure that there are enough.
pub fn read(file: &Path) -> Result<Vec<Recording>> {
    let context = || file.display().to_string();
    let recordings = recordings::read(open(file).with_context(context)?).with_context(context)?;
    recordings::check(&recordings, &Plan::DEFAULT).with_context(context)?;
    let windows = recordings.len() * Plan::DEFAULT.tuning_windows;
    ensure!(
        windows <= thalweg_watch::CAPACITY,
        "{}: {} recordings give {windows} windows to tune; allowed: {}, as many as the watch remembers",
        file.display(),
        recordings.len(),
        thalweg_watch::CAPACITY,
    );
    Ok(recordings)
}

/// Opens a regular file: nobody knows when a device or a pipe ends.
fn open(file: &Path) -> Result<File> {
    let kind = file.metadata()?.file_type();
    ensure!(!kind.is_dir(), "a folder; allowed: a file");
    ensure!(kind.is_file(), "a device or a pipe; allowed: a regular file");
    Ok(File::open(file)?)
}

/// The person of the training set whose recordings these are.
fn seen_in_training(recordings: &[Recording]) -> Result<Option<usize>> {
    for person in (1..=dataset::PEOPLE).filter(|&person| person != dataset::NEW_PERSON) {
        if dataset::load(person)? == recordings {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Lets the emulated device adapt to the person that the weights have not met.
pub fn meet() -> Result<Report> {
    adapt(&read(&dataset::file(dataset::NEW_PERSON))?, None)
}

/// Builds the firmware, and lets the emulated device adapt to a person, as these bytes of a recipe say or as it would.
fn adapt(recordings: &[Recording], recipe: Option<&[u8]>) -> Result<Report> {
    let elf = build("watch")?;
    let sizes = elf::sizes(&elf)?;
    let mut device = Device::start(BOARD, &elf, &folder())?;
    let mut show = Show::new();
    let result = job::run(&mut device.line, recordings, recipe, &mut show);
    show.end();
    match result {
        Ok((status, end)) => Ok(Report { status, end, sizes }),
        Err(error) => Err(error.context(device.log()?.join("; "))),
    }
}

/// Lets the emulated device adapt to one short recording over a line that spoils some frames; how things stand in
/// the end.
pub fn over_a_bad_line(fault: Fault) -> Result<Status> {
    let mut recordings = read(&dataset::file(dataset::NEW_PERSON))?;
    recordings.truncate(1);
    recordings[0].samples.truncate(500);
    let mut device = Device::start(BOARD, &build("watch")?, &folder())?;
    device.line.spoil(fault);
    Ok(job::run(&mut device.line, &recordings, None, &mut Show::new())?.0)
}

/// Where what a device leaves behind is kept.
fn folder() -> PathBuf {
    shell::root().join("target/device")
}

/// Builds one of the firmware's programs.
pub fn build(program: &str) -> Result<PathBuf> {
    // First what may be missing, so that nobody waits for a build to hear of it.
    emulator::need(BOARD)?;
    let toolchain = Toolchain::find(BOARD.target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("firmware"));
    cargo.args(["--bin", program]).env("DEFMT_LOG", "info");
    shell::quiet(&format!("building the firmware ({program}) for {}", BOARD.target), &mut cargo)?;
    Ok(toolchain.product(program))
}

/// Runs one of the programs that fail on purpose; its log and how it ended.
pub fn run_failing(program: &str) -> Result<(Vec<String>, Result<()>)> {
    let elf = build(program)?;
    let mut lines = Vec::new();
    let emulator =
        Emulator { board: BOARD, elf: &elf, patience: Duration::from_secs(5), asked: "" };
    let end = emulator.run(|line| lines.push(line.to_owned()));
    Ok((lines, end))
}
