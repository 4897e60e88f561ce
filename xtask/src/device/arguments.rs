//! What `cargo xtask device` takes.

use super::{Kind, data::Data, general_form::General, on_a_desk::OnADesk, recipe};
use anyhow::{Result, bail, ensure};
use std::path::PathBuf;
use thalweg_tasks_study::script::Problem;
use thalweg_watch::training;

/// What `cargo xtask device` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What it adapts to.
    #[arg(long, value_name = "NAME", default_value = "watch")]
    pub(super) task: Task,
    #[command(flatten)]
    pub(super) data: Data,
    #[command(flatten)]
    pub(super) general: General,
    /// A recipe for the fine-tuning, as bytes or JSON; without it the watch, and the general task, follow their own.
    #[arg(long, value_name = "FILE")]
    pub(super) recipe: Option<PathBuf>,
    /// Show the recipe of the fine-tuning, as JSON, and do nothing.
    #[arg(long)]
    pub(super) show_recipe: bool,
    /// Which emulated board: code of a Cortex-M0+ or M3 (which have no FPU), of an M4F (the default), M7 or M33 in QEMU; or pico, which runs the image
    /// that `cargo xtask flash` makes; or a microbit (Cortex-M0, 16 KB of RAM), for tasks that are small enough. The tasks in integers have others by default.
    #[arg(long, value_name = "NAME")]
    pub(super) board: Option<Kind>,
    #[command(flatten)]
    pub(super) desk: OnADesk,
    /// Go on where the last run stood, however it ended.
    #[arg(long)]
    pub(super) resume: bool,
    /// Write what it has learnt: as bytes, a header for C (FILE.h) or a constant for Rust (FILE.rs).
    #[arg(long, value_name = "FILE")]
    pub(super) save_model: Option<PathBuf>,
    /// Begin with what was learnt before, saved as bytes.
    #[arg(long, value_name = "FILE")]
    pub(super) load_model: Option<PathBuf>,
    /// Close with one line of JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Write all that happens into a file, a line of JSON for each event.
    #[arg(long, value_name = "FILE")]
    pub(super) save_log: Option<PathBuf>,
    /// Show once more what such a file holds, and do nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source", "port", "adapt", "recipe", "save_log", "save_model", "load_model"])]
    pub(super) replay: Option<PathBuf>,
    /// Replay it so many times as fast as it was; without it, at once.
    #[arg(long, value_name = "TIMES", requires = "replay", value_parser = speed)]
    pub(super) speed: Option<f64>,
}

fn speed(text: &str) -> Result<f64> {
    let speed: f64 = text.parse()?;
    ensure!((0.01..=1000.0).contains(&speed), "allowed: 0.01 to 1000");
    Ok(speed)
}

/// What a device adapts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Task {
    /// A watch, to its wearer.
    Watch,
    /// Vowels by a new speaker.
    Vowels,
    /// The same wholly in integers, on a Cortex-M0 with 16 KB of RAM.
    IntegerVowels,
    /// The watch wholly in integers, as code of a Cortex-M0+.
    IntegerWatch,
    /// A new speaker as a new class.
    NewSpeaker,
    /// A humidity sensor for a station that has none.
    Humidity,
    /// An exercise never seen.
    UnseenExercise,
    /// A sensor and classes of your own.
    General,
}

impl Task {
    /// One of the smaller tasks.
    pub(super) fn problem(self) -> Option<Problem> {
        match self {
            Self::Watch => None,
            Self::Vowels => Some(Problem::Vowels),
            Self::IntegerVowels => Some(Problem::IntegerVowels),
            Self::IntegerWatch => Some(Problem::IntegerWatch),
            Self::NewSpeaker => Some(Problem::NewSpeaker),
            Self::Humidity => Some(Problem::Humidity),
            Self::UnseenExercise => Some(Problem::UnseenExercise),
            Self::General => Some(Problem::General),
        }
    }
}

impl Arguments {
    /// The bytes of the recipe that was given, which `follows` can follow.
    pub(super) fn recipe(
        &self,
        follows: impl FnOnce(&[u8]) -> Result<training::Recipe, training::Unfit>,
    ) -> Result<Option<Vec<u8>>> {
        self.recipe.as_deref().map(|file| recipe::read(file, follows)).transpose()
    }

    /// Refuses what the smaller tasks do not know.
    pub(super) fn only_of_the_watch(&self, problem: Problem) -> Result<()> {
        if self.recipe.is_some() && problem != Problem::General {
            bail!("--recipe is of two tasks; allowed with: --task watch, --task general");
        }
        for (name, given) in [
            ("--show-recipe", self.show_recipe),
            ("--save-model", self.save_model.is_some()),
            ("--load-model", self.load_model.is_some()),
            ("--save-log", self.save_log.is_some()),
            ("--replay", self.replay.is_some()),
            ("--port", self.desk.port.is_some()),
            ("what is said of a sensor or a form", self.desk.is_all() || self.data.is_described()),
        ] {
            ensure!(
                !given,
                "{name} is of the watch; allowed with another task: --board, --data, --json, --resume"
            );
        }
        Ok(())
    }
}
