//! QEMU as a board: its defmt log decoded as it comes, or a serial line to talk over.

use crate::{
    debian,
    inside::{Inside, named},
    shell,
    watchdog::{Pulse, Watchdog},
};
use anyhow::{Context, Result, bail, ensure};
use defmt_decoder::{DecodeError, Table};
use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    thread,
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

    /// Starts the firmware, whose log goes into a file, and whose flash is one, outside of the chip or within; hands over its
    /// serial line.
    pub fn converse(&self, log: &Path, flash: &Path) -> Result<(Running, TcpStream)> {
        // What the program logs goes to QEMU's output, whatever it is told of it; so the line is one of its own.
        let (line, port) = listener()?;
        let described = format!("socket,host=127.0.0.1,port={port},nodelay=on");
        if !Inside::is_in(self.board) {
            let mut running = Running::start(&mut self.talking(&described, log, Some(flash))?)?;
            let line = running.accept(&line)?;
            return Ok((running, line));
        }
        let mut command = self.talking(&described, log, None)?;
        let (control, port) = listener()?;
        Inside::tell(&mut command, flash, port)?;
        let mut running = Running::start(&mut command)?;
        let (line, control) = (running.accept(&line)?, running.accept(&control)?);
        running.inside = Some(Inside::new(control, flash)?);
        Ok((running, line))
    }

    /// The same; its serial line is a port of this machine, as that of a board would be.
    pub fn converse_over_a_port(&self, log: &Path, flash: &Path) -> Result<(Running, PathBuf)> {
        const SAID: &str = "char device redirected to ";
        let running = Running::start(&mut self.talking("pty", log, Some(flash))?)?;
        for _ in 0..1000 {
            let log = fs::read(log).with_context(|| log.display().to_string())?;
            let text = String::from_utf8_lossy(&log);
            let port = text.split_once(SAID).and_then(|(_, rest)| rest.split_once(' '));
            if let Some((port, _)) = port {
                return Ok((running, port.into()));
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("the emulator names no port")
    }

    /// What starts the emulator with the firmware in it, a serial line, a log and a flash, if it has one.
    fn talking(&self, line: &str, log: &Path, flash: Option<&Path>) -> Result<Command> {
        // A line that several share is read ahead by 32 bytes; otherwise each byte wakes the emulator's other thread, which takes
        // it longer than the device's work. What would switch to another of them is no byte.
        let mut command = self.machine(&format!("{line},mux=on"))?;
        command.args(["-echr", "511"]);
        if let Some(flash) = flash {
            command.args(["-machine", "memory-backend=nor", "-object"]).arg(format!(
                "memory-backend-file,id=nor,size=16M,share=on,mem-path={}",
                named(flash)?
            ));
        }
        command
            .args(["-semihosting-config", "enable=on,target=native"])
            .stdin(Stdio::null())
            .stdout(File::create(log).with_context(|| log.display().to_string())?);
        Ok(command)
    }

    /// What starts the emulator with the firmware in it.
    pub fn command(&self) -> Result<Command> {
        let mut command = self.machine("stdio,signal=off")?;
        command
            .arg("-semihosting-config")
            .arg(format!("enable=on,target=native,arg={}", self.asked));
        Ok(command)
    }

    fn machine(&self, line: &str) -> Result<Command> {
        let mut command = tied(need(self.board)?);
        command
            .args(["-machine", self.board.machine, "-display", "none", "-monitor", "none"])
            // One instruction is one virtual nanosecond. What a device counts itself may differ by one from run to
            // run, as bytes from outside do not always find it at the same instruction.
            .args(["-icount", "shift=0"])
            .args(["-chardev", &format!("{line},id=line"), "-serial", "chardev:line"])
            .args(["-bios", "none", "-kernel"])
            .arg(self.elf);
        Ok(command)
    }
}

/// A place where the emulator comes with a line, and its port.
fn listener() -> Result<(TcpListener, u16)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port for a serial line")?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// An emulator that is ended when nobody holds it any more.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Flash that is to outlive it.
    inside: Option<Inside>,
}

impl Running {
    /// An emulator that a command starts.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().display().to_string();
        let context = || format!("the emulator {program} cannot be started");
        let child = command.spawn().with_context(context)?;
        Ok(Self { child, inside: None })
    }

    /// Both ends of its serial line, if it is its input and output.
    pub(crate) fn line(&mut self) -> Result<(ChildStdin, ChildStdout)> {
        let both = self.child.stdin.take().zip(self.child.stdout.take());
        both.context("the emulator has no serial line")
    }

    /// Waits for it to connect its serial line.
    fn accept(&mut self, listener: &TcpListener) -> Result<TcpStream> {
        listener.set_nonblocking(true)?;
        loop {
            match listener.accept() {
                Ok((line, _)) => {
                    line.set_nonblocking(false)?;
                    line.set_nodelay(true)?;
                    return Ok(line);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error).context("the serial line of the emulator"),
            }
            let ended = self.child.try_wait()?;
            ensure!(ended.is_none(), "the emulator has ended before it began");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait(&mut self) -> Result<()> {
        self.child.wait().context("the emulator cannot be waited for")?;
        Ok(())
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        if let Some(Err(error)) = self.inside.take().map(|mut inside| inside.keep()) {
            eprintln!("note: what the emulated board saved is lost: {error:#}");
        }
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program that ends when we do, however that is: Linux sends it a signal. An emulator that nobody
/// listens to would run for ever.
pub(crate) fn tied(program: &str) -> Command {
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
    use std::time::Instant;

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
