//! The main job: an emulated Cortex-M4F meets a new person, adapts, and shows what it gained.

mod board;
mod conversation;
mod flash;
mod job;
mod line;
mod model;
mod pico;
mod recipe;
mod report;
mod show;

pub use board::Device;
pub use conversation::Conversation;
pub use flash::Flash;
pub use line::{Fault, Line};
pub use report::Report;

use crate::{
    desk, elf,
    emulator::{self, Emulator},
    shell,
    toolchain::Toolchain,
};
use anyhow::{Context, Result, ensure};
use job::Job;
use show::Show;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::{BOARDS, Board};
use thalweg_watch::{
    Plan,
    recordings::{self, Recording},
    wire::Status,
};
use thalweg_watch_study::{dataset, files};

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
    /// Which emulated board: m4, a Cortex-M4F in QEMU, or pico, which runs the image that `cargo xtask flash` makes.
    #[arg(long, value_name = "NAME", default_value = "m4")]
    board: Kind,
    /// Go on where the last run stood, however it ended.
    #[arg(long)]
    resume: bool,
    /// Write what it has learnt: as bytes, a header for C (FILE.h) or a constant for Rust (FILE.rs).
    #[arg(long, value_name = "FILE")]
    save_model: Option<PathBuf>,
    /// Begin with what was learnt before, saved as bytes.
    #[arg(long, value_name = "FILE")]
    load_model: Option<PathBuf>,
    /// Close with one line of JSON.
    #[arg(long)]
    json: bool,
}

/// An emulated board that adapts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A Cortex-M4F in QEMU.
    M4,
    /// A Raspberry Pi Pico.
    Pico,
}

/// Does the main job and shows what it gained.
pub fn run(arguments: &Arguments) -> Result<()> {
    let recipe = arguments.recipe.as_deref().map(recipe::read).transpose()?;
    if arguments.show_recipe {
        println!("{}", recipe::json(recipe.as_deref())?);
        return Ok(());
    }
    let data = arguments.data.clone().unwrap_or_else(|| dataset::file(dataset::NEW_PERSON));
    let recordings = read(&data)?;
    if let Some(person) = seen_in_training(&recordings)? {
        eprintln!("note: the weights were pre-trained on this person (person {person:02})");
    }
    let parameters = arguments.load_model.as_deref().map(model::load).transpose()?;
    let file = folder().join(format!("{}.img", arguments.board.name()));
    let flash = if arguments.resume { Flash::open(&file)? } else { Flash::blank(&file)? };
    let job =
        Job { recordings: &recordings, recipe, parameters, keep: arguments.save_model.is_some() };
    let (report, parameters) = adapt(arguments.board, &job, &flash)?;
    println!("{}", report.table());
    if let Some(file) = &arguments.save_model {
        model::save(file, &parameters)?;
    }
    if arguments.json {
        println!("{}", report.json());
    }
    Ok(())
}

/// Reads a person's recordings and makes sure that there are enough.
pub fn read(file: &Path) -> Result<Vec<Recording>> {
    let context = || file.display().to_string();
    let recordings =
        recordings::read(files::open(file).with_context(context)?).with_context(context)?;
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

/// The person of the training set whose recordings these are.
fn seen_in_training(recordings: &[Recording]) -> Result<Option<usize>> {
    for person in (1..=dataset::PEOPLE).filter(|&person| person != dataset::NEW_PERSON) {
        if dataset::load(person)? == recordings {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Lets an emulated board adapt to the person that the weights have not met.
pub fn meet(board: Kind) -> Result<Report> {
    let recordings = read(&dataset::file(dataset::NEW_PERSON))?;
    let job = Job { recordings: &recordings, recipe: None, parameters: None, keep: false };
    let file = folder().join(format!("meet-{}.img", board.name()));
    Ok(adapt(board, &job, &Flash::blank(&file)?)?.0)
}

/// Builds the firmware, and lets an emulated board adapt to a person.
fn adapt(board: Kind, job: &Job<'_>, flash: &Flash) -> Result<(Report, Vec<f32>)> {
    let elf = board.build()?;
    let sizes = elf::sizes(&elf)?;
    let mut device = board.start(&elf, flash)?;
    let mut show = Show::new();
    let result = job.run(&mut device.line, &mut show);
    show.end();
    let log = device.log()?;
    match result {
        Ok((status, end, parameters)) => Ok((Report { status, end, sizes, log }, parameters)),
        Err(error) => Err(error.context(log.join("; "))),
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::M4 => "m4",
            Self::Pico => "pico",
        }
    }

    /// Builds its firmware.
    fn build(self) -> Result<PathBuf> {
        match self {
            Self::M4 => build("watch"),
            Self::Pico => desk::build(desk::find("pico")?),
        }
    }

    /// Starts it.
    fn start(self, elf: &Path, flash: &Flash) -> Result<Device> {
        match self {
            Self::M4 => Device::start(BOARD, elf, flash),
            Self::Pico => Device::start_pico(&pico_image(elf)?, flash, None),
        }
    }
}

/// The image of a Pico, as a person flashes it, from its linked program.
pub fn pico_image(elf: &Path) -> Result<PathBuf> {
    let image = folder().join("pico.uf2");
    fs::create_dir_all(folder())?;
    fs::write(&image, desk::image(desk::find("pico")?, elf)?)
        .with_context(|| image.display().to_string())?;
    Ok(image)
}

/// Lets the emulated device adapt to one short recording over a line that spoils some frames; how things stand in
/// the end.
pub fn over_a_bad_line(fault: Fault) -> Result<Status> {
    let mut recordings = read(&dataset::file(dataset::NEW_PERSON))?;
    recordings.truncate(1);
    recordings[0].samples.truncate(500);
    let flash = Flash::blank(&folder().join("bad-line.img"))?;
    let mut device = Device::start(BOARD, &build("watch")?, &flash)?;
    device.line.spoil(fault);
    let job = Job { recordings: &recordings, recipe: None, parameters: None, keep: false };
    Ok(job.run(&mut device.line, &mut Show::new())?.0)
}

/// Where what a device leaves behind is kept.
pub fn folder() -> PathBuf {
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
