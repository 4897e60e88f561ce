//! A real serial port: of a device on a desk, or of a sensor.

use anyhow::{Context, Result};
use serialport::SerialPort;
use std::{
    io::{self, ErrorKind, Read},
    path::Path,
    time::Duration,
};

/// After so long a read looks whether anything has come.
const LOOKS: Duration = Duration::from_millis(200);

/// Both ends of a serial port: what is written to it, and what comes from it until it is gone.
pub(super) fn open(
    path: &Path,
    baud: u32,
) -> Result<(Box<dyn SerialPort>, impl Read + Send + 'static)> {
    let context = || path.display().to_string();
    let name = path.to_str().with_context(context)?;
    let port = serialport::new(name, baud).timeout(LOOKS).open().with_context(context)?;
    let from = port.try_clone().with_context(context)?;
    Ok((port, Waiting(from)))
}

/// Waits for what comes, however long.
struct Waiting(Box<dyn SerialPort>);

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error)
                    if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
                read => return read,
            }
        }
    }
}
