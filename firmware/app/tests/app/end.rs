//! What a device is at the end of, in tests: a line in memory, and a host for a board.

use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{ErrorType, Read, Write};
use std::convert::Infallible;
use thalweg_app::Board;

/// What is said to the device, and what it says.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) said: std::collections::VecDeque<u8>,
    /// How many bytes come at a time, at most; any number if 0.
    pub(crate) at_a_time: usize,
    pub(crate) heard: Vec<u8>,
}

impl ErrorType for &mut Memory {
    type Error = Infallible;
}

impl Read for &mut Memory {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let most = if self.at_a_time == 0 { buffer.len() } else { self.at_a_time };
        let length = buffer.len().min(self.said.len()).min(most);
        buffer.iter_mut().zip(self.said.drain(..length)).for_each(|(to, from)| *to = from);
        Ok(length)
    }
}

impl Write for &mut Memory {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        self.heard.extend(bytes);
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A host in a board's place.
pub(crate) struct Host;

impl Board for Host {
    const INSTRUCTIONS_PER_TICK: u32 = 1;
    const ERASES_PER_PAGE: u32 = 10_000;

    fn ticks(&self) -> u32 {
        0
    }

    fn stack(&self) -> u32 {
        0
    }
    fn feed(&self) {}
}

/// Time does not pass: a byte that is there comes first.
pub(crate) struct Still;

impl DelayNs for Still {
    async fn delay_ns(&mut self, _: u32) {
        std::future::pending::<()>().await;
    }
}
