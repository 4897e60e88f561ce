//! QEMU as a board: bytes into its serial line, its defmt log decoded as it comes.

use crate::debian;
use anyhow::{Context, Result, bail};
use defmt_decoder::{DecodeError, Table};
use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// The program and the Debian packages that bring it.
const QEMU: &str = "qemu-system-arm";
const PACKAGES: [&str; 1] = ["qemu-system-arm"];

/// An emulated board with firmware in it.
pub(crate) struct Emulator<'a> {
    /// QEMU's name of the board.
    pub(crate) machine: &'a str,
    /// The firmware.
    pub(crate) elf: &'a Path,
    /// How long the firmware may be silent.
    pub(crate) patience: Duration,
}

impl Emulator<'_> {
    /// Runs the firmware to its end; `line` sees every line of its log.
    ///
    /// Fails if the firmware ends with a failure, is silent for too long, or its log is damaged.
    pub(crate) fn run(&self, serial: Vec<u8>, mut line: impl FnMut(&str)) -> Result<()> {
        let elf = fs::read(self.elf).with_context(|| self.elf.display().to_string())?;
        let table = Table::parse(&elf)?.context("the firmware holds no defmt log strings")?;
        let mut decoder = table.new_stream_decoder();
        self.drive(serial, |bytes| {
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
    pub(crate) fn print(&self) -> Result<String> {
        let mut text = Vec::new();
        let end = self.drive(Vec::new(), |bytes| {
            text.extend_from_slice(bytes);
            Ok(())
        });
        let text = String::from_utf8(text)?;
        end.with_context(|| text.lines().last().unwrap_or("it printed nothing").to_owned())?;
        Ok(text)
    }

    /// Runs the firmware to its end; `received` sees what it prints, as it comes.
    fn drive(&self, serial: Vec<u8>, mut received: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        debian::need(QEMU, &PACKAGES)?;
        let mut board = self.start()?;
        feed(&mut board, serial)?;
        let mut log = board.stdout.take().context("QEMU has no output")?;
        let watchdog = Watchdog::start(board, self.patience);
        let mut buffer = [0; 4096];
        loop {
            let length = log.read(&mut buffer)?;
            if length == 0 {
                return watchdog.end();
            }
            watchdog.kick();
            received(&buffer[..length])?;
        }
    }

    fn start(&self) -> Result<Child> {
        Command::new(QEMU)
            .args(["-machine", self.machine, "-display", "none", "-monitor", "none"])
            // One instruction is one virtual nanosecond: counts are exact and the same every time.
            .args(["-icount", "shift=0"])
            .args(["-chardev", "stdio,id=line,signal=off", "-serial", "chardev:line"])
            .args(["-semihosting-config", "enable=on,target=native", "-kernel"])
            .arg(self.elf)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("{QEMU} cannot be started"))
    }
}

/// Writes to the serial line in the background: the board reads at its own pace.
fn feed(board: &mut Child, serial: Vec<u8>) -> Result<()> {
    let mut line = board.stdin.take().context("QEMU has no serial line")?;
    thread::spawn(move || {
        // A board that stops early closes the line, and its exit status says why.
        let _ = line.write_all(&serial);
        // The line stays open until the board ends: an idle serial line is not a broken one.
        thread::park();
    });
    Ok(())
}

/// Ends a board that has been silent for too long.
struct Watchdog {
    fed: Arc<AtomicU64>,
    start: Instant,
    board: thread::JoinHandle<Result<()>>,
}

impl Watchdog {
    fn start(mut board: Child, patience: Duration) -> Self {
        let fed = Arc::new(AtomicU64::new(0));
        let (start, last) = (Instant::now(), Arc::clone(&fed));
        let board = thread::spawn(move || {
            loop {
                if let Some(status) = board.try_wait()? {
                    return if status.success() {
                        Ok(())
                    } else {
                        bail!("the firmware ended with a failure ({status})")
                    };
                }
                let silent = start.elapsed().saturating_sub(millis(last.load(Ordering::Relaxed)));
                if silent > patience {
                    board.kill()?;
                    board.wait()?;
                    bail!("the firmware was silent for {} s and was ended", patience.as_secs());
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        Self { fed, start, board }
    }

    fn kick(&self) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.fed.store(now, Ordering::Relaxed);
    }

    fn end(self) -> Result<()> {
        self.board.join().unwrap_or_else(|_| bail!("the watchdog of the emulator failed"))
    }
}

const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}
