//! The emulated board that runs the firmware, for as long as somebody talks to it.

use super::{flash::Flash, line::Line, pico};
use crate::emulator::{Emulator, Running};
use anyhow::{Context, Result};
use defmt_decoder::{DecodeError, Table};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::Board;
use thalweg_watch_study::files;

/// Of a program with all that a debugger wants to know, in bytes.
const LARGEST: u64 = 256 << 20;

/// An emulated board: it ends when nobody holds it any more.
pub struct Device {
    /// Its serial line.
    pub line: Line,
    running: Running,
    /// The program that says what its log means; without one it is text.
    elf: Option<PathBuf>,
    log: PathBuf,
}

impl Device {
    /// Starts a board with firmware, whose flash is this file; its log goes into a file beside it.
    ///
    /// Fails if another process has a board with the same flash.
    pub fn start(board: &'static Board, elf: &Path, flash: &Flash) -> Result<Self> {
        let log = flash.file.with_extension("log");
        let emulator = Emulator { board, elf, patience: Duration::MAX, asked: "" };
        let (running, line) = emulator.converse(&log, &flash.file)?;
        Ok(Self {
            line: Line::new(line.try_clone()?, line),
            running,
            elf: Some(elf.to_owned()),
            log,
        })
    }

    /// Starts a Raspberry Pi Pico with an image as a person flashes it. If asked to, its power fails in the middle of
    /// that operation on its flash, from 0.
    pub fn start_pico(image: &Path, flash: &Flash, cut: Option<u32>) -> Result<Self> {
        let log = flash.file.with_extension("log");
        let mut running = pico::start(image, &flash.file, &log, cut)?;
        let (to, from) = running.line()?;
        Ok(Self { line: Line::new(to, from), running, elf: None, log })
    }

    /// What it has logged so far.
    pub fn log(&self) -> Result<Vec<String>> {
        let Some(elf) = &self.elf else {
            let log = fs::read(&self.log).with_context(|| self.log.display().to_string())?;
            return Ok(String::from_utf8_lossy(&log).lines().map(str::to_owned).collect());
        };
        logged(elf, &self.log)
    }

    /// Ends it when all is done, and a Pico by closing its serial line, so that it sums up; what it logged.
    pub fn end(mut self) -> Result<Vec<String>> {
        if self.elf.is_none() {
            self.line.hang_up();
            self.running.wait()?;
        }
        self.log()
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&mut self) {
        self.running.kill();
    }
}

/// What a program has logged into a file.
pub fn logged(elf: &Path, log: &Path) -> Result<Vec<String>> {
    said(elf, &fs::read(log).with_context(|| log.display().to_string())?)
}

/// What these bytes of a program's log say.
pub(super) fn said(elf: &Path, log: &[u8]) -> Result<Vec<String>> {
    let context =
        || format!("{}: allowed: the linked program (ELF) that the board runs", elf.display());
    let program = files::read(elf, LARGEST).with_context(context)?;
    let table = Table::parse(&program).with_context(context)?;
    let table = table.context("it has no log strings of defmt's").with_context(context)?;
    let mut decoder = table.new_stream_decoder();
    decoder.received(log);
    let mut lines = Vec::new();
    loop {
        match decoder.decode() {
            Ok(frame) => lines.push(frame.display_message().to_string()),
            Err(DecodeError::UnexpectedEof) => return Ok(lines),
            Err(DecodeError::Malformed) if table.encoding().can_recover() => {
                lines.push("(a message that is damaged, or of another program)".to_owned());
            }
            Err(DecodeError::Malformed) => anyhow::bail!("the log of the firmware is damaged"),
        }
    }
}

/// What was logged, as a line: where it is much, as of a board that starts anew again and again, its beginning and its end.
#[must_use]
pub fn in_a_line(log: &[String]) -> String {
    const SHOWN: usize = 3;
    match log.len().checked_sub(2 * SHOWN) {
        None | Some(0) => log.join("; "),
        Some(more) => {
            let (first, last) = (&log[..SHOWN], &log[log.len() - SHOWN..]);
            format!("{}; … {more} more …; {}", first.join("; "), last.join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_a_line;

    #[test]
    fn a_log_is_a_line_however_long_it_is() {
        let log = |lines: u32| (0..lines).map(|line| line.to_string()).collect::<Vec<_>>();
        assert_eq!(in_a_line(&log(0)), "");
        assert_eq!(in_a_line(&log(6)), "0; 1; 2; 3; 4; 5");
        assert_eq!(in_a_line(&log(13_571)), "0; 1; 2; … 13565 more …; 13568; 13569; 13570");
    }
}
