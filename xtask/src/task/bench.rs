//! An emulated board with a task, whose flash is a file.

use super::{Report, desk::Remote, image, meet, play::stands};
use crate::{
    device::{self, Flash, Kind},
    elf,
    emulator::{Emulator, Running},
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_tasks_study::script::{Problem, Script};

/// An emulated board with a task, whose flash is a file.
pub(super) struct Bench {
    kind: Kind,
    problem: Problem,
    elf: PathBuf,
    flash: Flash,
}

impl Bench {
    /// Builds the image; the flash is made by `open`.
    pub(super) fn new(
        kind: Kind,
        problem: Problem,
        open: fn(&Path) -> Result<Flash>,
    ) -> Result<Self> {
        let elf = image(problem, kind)?;
        let name = format!("{}-{}.img", problem.name(), kind.name());
        Ok(Self { kind, problem, elf, flash: open(&device::folder().join(name))? })
    }

    /// Its log, beside the flash.
    fn log(&self) -> PathBuf {
        self.flash.file().with_extension("log")
    }

    /// Who has begun with what is in the flash.
    fn who(&self) -> PathBuf {
        self.flash.file().with_extension("who")
    }

    /// Keeps the name of somebody new who has begun.
    pub(super) fn remember(&self, name: &str) -> Result<()> {
        fs::write(self.who(), name).with_context(|| self.who().display().to_string())
    }

    /// Its power comes.
    pub(super) fn start(&self) -> Result<(Running, Remote)> {
        let Self { kind, elf, flash, .. } = self;
        let emulator = Emulator { board: kind.board()?, elf, patience: Duration::MAX, asked: "" };
        let (running, line) = emulator.converse(&self.log(), flash.file())?;
        Ok((running, Remote::new(line)?))
    }

    /// Everybody of some scripts meets it; if it is asked to, it goes on with what it finds in the flash.
    pub(super) fn meet(&self, scripts: &[Script], resumes: bool) -> Result<Report> {
        let elf = &self.elf;
        let (_running, mut desk) = self.start()?;
        let report =
            self.met(scripts, resumes, &mut desk).map_err(|error| {
                match device::logged(elf, &self.log()) {
                    Ok(log) => error.context(device::in_a_line(&log)),
                    Err(_) => error,
                }
            })?;
        let Remote { again, damaged_answers, .. } = desk;
        Ok(Report { sizes: Some(elf::sizes(elf)?), again, damaged_answers, ..report })
    }

    fn met(&self, scripts: &[Script], resumes: bool, desk: &mut Remote) -> Result<Report> {
        let (_, counted) = stands(desk)?;
        let kept = counted.kept;
        if let Some(stranger) = kept.stranger {
            eprintln!(
                "note: the device keeps a checkpoint of {stranger}, which somebody new forgets"
            );
        }
        let resumed = kept.resumed.filter(|of| resumes && of.learnt > 0);
        let place = resumed.map(|_| self.place(scripts)).transpose()?;
        if let Some(resumed) = resumed {
            eprintln!("note: resumed step={} samples={}", resumed.step, resumed.learnt);
        }
        let report = meet(self.problem, scripts, desk, place, &mut |name| self.remember(name))?;
        Ok(Report { resumed, ..report })
    }

    /// Which of some scripts is that of the one who has begun.
    fn place(&self, scripts: &[Script]) -> Result<usize> {
        let file = self.who();
        let who = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let place = scripts.iter().position(|script| script.name == who);
        place.with_context(|| {
            format!("the device has begun with {who}, who is not in the data; allowed: the data that it began with, or no --resume")
        })
    }
}
