//! The emulated board that runs the firmware, for as long as somebody talks to it.

use super::line::Line;
use crate::emulator::{Emulator, Running};
use anyhow::{Context, Result};
use defmt_decoder::{DecodeError, Table};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::Board;

/// An emulated board: it ends when nobody holds it any more.
pub struct Device {
    /// Its serial line.
    pub line: Line,
    running: Running,
    elf: PathBuf,
    log: PathBuf,
}

impl Device {
    /// Starts a board with firmware; its log goes into a file of this name in `folder`.
    pub fn start(board: &'static Board, elf: &Path, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let log = folder.join(format!("{}.log", board.machine));
        let emulator = Emulator { board, elf, patience: Duration::MAX, asked: "" };
        let (running, to, from) = emulator.converse(&log)?;
        Ok(Self { line: Line::new(to, from), running, elf: elf.to_owned(), log })
    }

    /// What it has logged so far.
    pub fn log(&self) -> Result<Vec<String>> {
        let elf = fs::read(&self.elf).with_context(|| self.elf.display().to_string())?;
        let table = Table::parse(&elf)?.context("the firmware holds no defmt log strings")?;
        let mut decoder = table.new_stream_decoder();
        decoder.received(&fs::read(&self.log).with_context(|| self.log.display().to_string())?);
        let mut lines = Vec::new();
        loop {
            match decoder.decode() {
                Ok(frame) => lines.push(frame.display_message().to_string()),
                Err(DecodeError::UnexpectedEof) => return Ok(lines),
                Err(DecodeError::Malformed) => anyhow::bail!("the log of the firmware is damaged"),
            }
        }
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(self) {
        drop(self.running);
    }
}
