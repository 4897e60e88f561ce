//! QEMU as a board: its defmt log decoded as it comes, or a serial line to talk over.

use crate::{
    debian, shell,
    watchdog::{Pulse, Watchdog},
};
use anyhow::{Context, Result, bail};
use defmt_decoder::{DecodeError, Table};
use std::{
    fs,
    io::Read,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};
use thalweg_catalogue::Board;

/// Makes sure that there is an emulator of a board; its program.
///
/// # Errors
/// It cannot be installed.
pub fn need(board: &Board) -> Result<&'static str> {
    let (program, package) = if board.is_arm() {
        ("qemu-system-arm", "qemu-system-arm")
    } else {
        ("qemu-system-riscv32", "qemu-system-misc")
    };
    debian::need(program, &[package])?;
    Ok(program)
}

/// An emulated board with firmware in it.
pub struct Emulator<'a> {
    /// The board.
    pub board: &'a Board,
    /// The firmware.
    pub elf: &'a Path,
    /// How long the firmware may be silent.
    pub patience: Duration,
    /// The command line that the firmware may ask for.
    pub asked: &'a str,
}

impl Emulator<'_> {
    /// Runs the firmware to its end; `line` sees every line of its log.
    ///
    /// Fails if the firmware ends with a failure, is silent for too long, or its log is damaged.
    pub fn run(&self, mut line: impl FnMut(&str)) -> Result<()> {
        let elf = fs::read(self.elf).with_context(|| self.elf.display().to_string())?;
        let table = Table::parse(&elf)?.context("the firmware holds no defmt log strings")?;
        let mut decoder = table.new_stream_decoder();
        self.drive(|bytes| {
            decoder.received(bytes);
            loop {
                match decoder.decode() {
                    Ok(frame) => line(&frame.display_message().to_string()),
                    Err(DecodeError::UnexpectedEof) => return Ok(()),
                    Err(DecodeError::Malformed) => bail!("the log of the firmware is damaged"),
                }
            }
        })
    }

    /// Runs a firmware that prints plain text; all that it printed.
    pub fn print(&self) -> Result<String> {
        let mut text = Vec::new();
        let end = self.drive(|bytes| {
            text.extend_from_slice(bytes);
            Ok(())
        });
        let text = String::from_utf8(text)?;
        end.with_context(|| text.lines().last().unwrap_or("it printed nothing").to_owned())?;
        Ok(text)
    }

    /// Runs the firmware to its end; `received` sees what it prints, as it comes.
    fn drive(&self, mut received: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut board = self.start()?;
        let pulse = Pulse::new();
        let mut log = board.stdout.take().context("QEMU has no output")?;
        let watchdog = Watchdog::start(board, Arc::clone(&pulse), self.patience);
        let mut buffer = [0; 4096];
        loop {
            let length = log.read(&mut buffer)?;
            if length == 0 {
                return watchdog.end();
            }
            pulse.beat();
            received(&buffer[..length])?;
        }
    }

    fn start(&self) -> Result<Child> {
        let mut command = self.command()?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        command
            .spawn()
            .with_context(|| format!("the emulator of {} cannot be started", self.board.machine))
    }

    /// Starts the firmware, whose log goes into a file, and hands over both ends of its serial line.
    pub fn converse(&self, log: &Path) -> Result<(Running, ChildStdin, ChildStdout)> {
        let log = log.to_str().context("the file of the log has a name that is no text")?;
        let mut command = self.machine()?;
        command
            .args(["-chardev", &format!("file,id=log,path={}", log.replace(',', ",,"))])
            .args(["-semihosting-config", "enable=on,target=native,chardev=log"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut board = command
            .spawn()
            .with_context(|| format!("the emulator of {} cannot be started", self.board.machine))?;
        let to = board.stdin.take().context("QEMU has no serial line")?;
        let from = board.stdout.take().context("QEMU has no output")?;
        Ok((Running(board), to, from))
    }

    /// What starts the emulator with the firmware in it.
    pub fn command(&self) -> Result<Command> {
        let mut command = self.machine()?;
        command
            .arg("-semihosting-config")
            .arg(format!("enable=on,target=native,arg={}", self.asked));
        Ok(command)
    }

    fn machine(&self) -> Result<Command> {
        let mut command = tied(need(self.board)?);
        command
            .args(["-machine", self.board.machine, "-display", "none", "-monitor", "none"])
            // One instruction is one virtual nanosecond: counts are exact and the same every time.
            .args(["-icount", "shift=0"])
            .args(["-chardev", "stdio,id=line,signal=off", "-serial", "chardev:line"])
            .args(["-bios", "none", "-kernel"])
            .arg(self.elf);
        Ok(command)
    }
}

/// An emulator that is ended when nobody holds it any more.
#[derive(Debug)]
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program that ends when we do, however that is: Linux sends it a signal. An emulator that nobody
/// listens to would run for ever.
fn tied(program: &str) -> Command {
    let tie = ["--pdeathsig", "KILL"];
    if shell::output(Command::new("setpriv").args(tie).arg("true")).is_some() {
        let mut command = Command::new("setpriv");
        command.args(tie).arg(program);
        command
    } else {
        Command::new(program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchdog::runs;
    use std::{thread, time::Instant};

    #[test]
    fn a_board_ends_with_us() {
        let tied = tied("sleep");
        if tied.get_program() == "sleep" {
            return; // only Linux can tie it
        }
        // The shell says the number of its child, and is gone.
        let arguments: Vec<_> = tied.get_args().map(|a| a.display().to_string()).collect();
        let script = format!("setpriv {} 60 >&- & sleep 0.5; echo $!", arguments.join(" "));
        let id = shell::output(Command::new("sh").args(["-c", &script])).unwrap().parse().unwrap();
        let start = Instant::now();
        while runs(id) && start.elapsed() < Duration::from_secs(5) {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!runs(id), "process {id} has outlived its parent");
    }
}
