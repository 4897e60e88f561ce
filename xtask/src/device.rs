//! The main job: an emulated Cortex-M4F meets a new person, adapts, and shows what it gained.

use crate::{
    elf,
    emulator::{self, Emulator},
    fields::Fields,
    shell,
    toolchain::Toolchain,
};
use anyhow::{Context, Result, ensure};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::{BOARDS, Board};
use thalweg_watch::{
    Plan,
    recordings::{self, Recording},
    wire,
};
use thalweg_watch_study::dataset;

/// The board that the firmware is built for.
pub static BOARD: &Board = &BOARDS[0];
/// How long the device may be silent; it logs every training step, and a pass over the data takes less.
const PATIENCE: Duration = Duration::from_secs(120);

/// What `cargo xtask device` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Raw recordings of another person: a CSV file, plain or gzipped, in the form of tasks/watch/data.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Close with one line of JSON.
    #[arg(long)]
    json: bool,
}

/// What the device reported, and what its firmware takes.
#[derive(Debug)]
pub struct Report {
    /// Windows that were recognised before the fine-tuning.
    pub right_before: u32,
    /// The same after it.
    pub right_after: u32,
    /// Windows that were tested each time.
    pub tested: u32,
    /// Windows that were learnt from.
    pub windows: u32,
    /// Steps of the optimizer.
    pub steps: u32,
    /// Steps left out, as their gradient was not finite.
    pub skipped: u32,
    /// The mean of all steps.
    pub instructions_per_step: u64,
    /// The hash of the parameters in the end.
    pub parameters_hash: String,
    /// The stack at its deepest.
    pub stack_bytes: u64,
    /// RAM of variables.
    pub static_bytes: u64,
    /// Code, constants and the initial values of variables.
    pub flash_bytes: u64,
}

/// Does the main job and shows what it gained.
pub fn run(arguments: &Arguments) -> Result<()> {
    let file = arguments.data.clone().unwrap_or_else(|| dataset::file(dataset::NEW_PERSON));
    let recordings = read(&file)?;
    if let Some(person) = seen_in_training(&recordings)? {
        eprintln!("note: the weights were pre-trained on this person (person {person:02})");
    }
    let report = adapt(&recordings)?;
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
    adapt(&read(&dataset::file(dataset::NEW_PERSON))?)
}

/// Builds the firmware, lets the emulated device adapt to the person, and reads its report.
fn adapt(recordings: &[Recording]) -> Result<Report> {
    converse(&serial(recordings)?, recordings.len())
}

/// The bytes that tell the device everything.
pub fn serial(recordings: &[Recording]) -> Result<Vec<u8>> {
    let mut serial = Vec::new();
    for command in recordings::commands(recordings, &Plan::DEFAULT) {
        let mut frame = [0; wire::FRAME];
        serial.extend(command.encode(&mut frame).context("a command is longer than a frame")?);
    }
    Ok(serial)
}

/// Sends bytes to the emulated device and reads its report.
pub fn converse(serial: &[u8], recordings: usize) -> Result<Report> {
    let elf = build("watch")?;
    let sizes = elf::sizes(&elf)?;
    let mut log = Log::new(recordings);
    let emulator = Emulator { board: BOARD, elf: &elf, patience: PATIENCE, asked: "" };
    let result = emulator.run(serial.to_vec(), |line| log.line(line));
    log.bar.finish_and_clear();
    result?;
    log.report(sizes)
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
    let end = emulator.run(Vec::new(), |line| lines.push(line.to_owned()));
    Ok((lines, end))
}

/// The device's log: a bar that moves, and the values of `name=value` seen last.
struct Log {
    bar: ProgressBar,
    values: Fields,
    recordings: u64,
    heard: u64,
}

impl Log {
    fn new(recordings: usize) -> Self {
        let bar = ProgressBar::new(0);
        let style =
            ProgressStyle::with_template("{spinner} {msg} {bar:32} {pos}/{len} ({elapsed})");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, values: Fields::default(), recordings: recordings as u64, heard: 0 }
    }

    fn line(&mut self, line: &str) {
        let scope = match line.split(' ').next() {
            Some("before") => "before.",
            Some("after") => "after.",
            _ => "",
        };
        self.values.take(scope, line);
        if line.starts_with("step=") {
            self.step();
        } else if line.starts_with("recording=") {
            self.recording();
        } else if !line.contains('=') && line != "listening" {
            self.bar.println(format!("device: {line}"));
        }
    }

    /// Every recording is heard three times: to tune, to test before, to test after.
    fn recording(&mut self) {
        let phases = [
            "learning from labelled windows",
            "testing the frozen model",
            "testing the adapted model",
        ];
        let phase = self.heard / self.recordings;
        let phase = usize::try_from(phase).ok().and_then(|phase| phases.get(phase));
        self.bar.set_message(*phase.unwrap_or(&"listening"));
        self.bar.set_length(self.recordings);
        self.bar.set_position(self.heard % self.recordings + 1);
        self.heard += 1;
    }

    fn step(&self) {
        let number = |name: &str| self.values.number(name).unwrap_or(0);
        let value = |name: &str| self.values.number(name).unwrap_or(f64::NAN);
        let (loss, lr) = (value("loss"), value("lr"));
        self.bar.set_message(format!("fine-tuning: loss {loss:.4} at rate {lr:.5}"));
        self.bar.set_length(number("of"));
        self.bar.set_position(number("step") + 1);
    }

    fn report(&self, sizes: elf::Sizes) -> Result<Report> {
        let early = || "the device ended before its report was complete";
        let number = |name: &str| self.values.number::<u64>(name).with_context(early);
        let small = |name: &str| self.values.number::<u32>(name).with_context(early);
        let damaged = number("damaged")?;
        ensure!(damaged == 0, "damaged frames on the serial line of the device: {damaged}");
        ensure!(small("before.of")? == small("after.of")?, "the device tested on unequal data");
        Ok(Report {
            right_before: small("before.right")?,
            right_after: small("after.right")?,
            tested: small("after.of")?,
            windows: small("windows")?,
            steps: small("of")?,
            skipped: small("skipped")?,
            instructions_per_step: number("instructions_per_step")?,
            parameters_hash: self.values.text("parameters_hash").with_context(early)?.to_owned(),
            stack_bytes: number("stack")?,
            static_bytes: sizes.ram,
            flash_bytes: sizes.flash,
        })
    }
}

impl Report {
    /// RAM in all.
    #[must_use]
    pub fn ram_bytes(&self) -> u64 {
        self.static_bytes + self.stack_bytes
    }

    fn share(&self, right: u32) -> f64 {
        f64::from(right) / f64::from(self.tested.max(1))
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(["on the device", "before", "after"]);
        let accuracy = |right| format!("{:.1} %", 100.0 * self.share(right));
        let windows = |right| format!("{right} of {}", self.tested);
        table.add_row([
            "accuracy on the new person".to_owned(),
            accuracy(self.right_before),
            accuracy(self.right_after),
        ]);
        table.add_row([
            "windows recognised".to_owned(),
            windows(self.right_before),
            windows(self.right_after),
        ]);
        for (name, value) in [
            ("labelled windows", format!("{} of 2 s", self.windows)),
            ("optimizer steps", format!("{}, {} skipped", self.steps, self.skipped)),
            ("instructions a step", self.instructions_per_step.to_string()),
            (
                "RAM",
                format!(
                    "{} bytes ({} static, {} stack at its deepest), no heap",
                    self.ram_bytes(),
                    self.static_bytes,
                    self.stack_bytes
                ),
            ),
            ("flash", format!("{} bytes", self.flash_bytes)),
            ("hash of the parameters", self.parameters_hash.clone()),
        ] {
            table.add_row([name.to_owned(), String::new(), value]);
        }
        table
    }

    /// The report as one line.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "before": self.share(self.right_before),
            "after": self.share(self.right_after),
            "windows": self.windows,
            "tested": self.tested,
            "steps": self.steps,
            "skipped": self.skipped,
            "ram_bytes": self.ram_bytes(),
            "flash_bytes": self.flash_bytes,
            "instructions_per_step": self.instructions_per_step,
            "parameters_hash": self.parameters_hash,
        })
    }
}
