//! BBC micro:bit, an nRF51822 with a Cortex-M0: its serial line and its clock. Register offsets of Nordic's nRF51 Series
//! Reference Manual 3.0, chapters 18 and 29.
//!
//! It has no memory protection: the stack's end is that of the RAM. QEMU emulates no watchdog of it, so none is started.

use super::{
    registers::{read, write},
    stack,
};
use core::{convert::Infallible, future::poll_fn, task::Poll};
use cortex_m::Peripherals;
use embassy_futures::yield_now;
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{ErrorType, Read, Write};
use thalweg_app::Board;

/// UART0.
pub(crate) struct Uart;

const UART: usize = 0x4000_2000;
const START_RECEIVING: usize = UART;
const START_SENDING: usize = UART + 0x008;
const RECEIVED: usize = UART + 0x108;
const SENT: usize = UART + 0x11C;
const ENABLE: usize = UART + 0x500;
const SENDS_ON: usize = UART + 0x50C;
const RECEIVES_ON: usize = UART + 0x514;
const RECEIVED_BYTE: usize = UART + 0x518;
const BYTE_TO_SEND: usize = UART + 0x51C;
const BAUD: usize = UART + 0x524;
const ENABLED: u32 = 4;
/// Pins of the board, to its USB chip and from it.
const TO_USB: u32 = 24;
const FROM_USB: u32 = 25;
const BAUD_460800: u32 = 0x0740_0000;

/// TIMER0, 32 bits wide, which counts 8 million ticks a second.
const TIMER: usize = 0x4000_8000;
const START_TIMER: usize = TIMER;
const CAPTURE: usize = TIMER + 0x040;
const BITS: usize = TIMER + 0x508;
const PRESCALER: usize = TIMER + 0x510;
const CAPTURED: usize = TIMER + 0x540;
const BITS_32: u32 = 3;
const HALF_OF_16_MHZ: u32 = 1;
const TICKS_A_MICROSECOND: u32 = 8;

/// CLOCK: its crystal is exact enough for a serial line.
const START_CRYSTAL: usize = 0x4000_0000;

/// Starts line and clock; `None` the second time.
pub(crate) fn start() -> Option<()> {
    Peripherals::take()?;
    write(START_CRYSTAL, 1);
    write(BITS, BITS_32);
    write(PRESCALER, HALF_OF_16_MHZ);
    write(START_TIMER, 1);
    write(SENDS_ON, TO_USB);
    write(RECEIVES_ON, FROM_USB);
    write(BAUD, BAUD_460800);
    write(ENABLE, ENABLED);
    write(START_RECEIVING, 1);
    write(START_SENDING, 1);
    Some(())
}

impl ErrorType for Uart {
    type Error = Infallible;
}

impl Read for Uart {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let Some(first) = buffer.first_mut() else { return Ok(0) };
        happened(RECEIVED).await;
        [*first, ..] = read(RECEIVED_BYTE).to_le_bytes();
        Ok(1)
    }
}

impl Write for Uart {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let Some(first) = bytes.first() else { return Ok(0) };
        write(BYTE_TO_SEND, u32::from(*first));
        happened(SENT).await;
        Ok(1)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Waits for an event and forgets it; nothing else wakes us, so it is asked again.
async fn happened(event: usize) {
    poll_fn(|context| {
        if read(event) != 0 {
            write(event, 0);
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The clock.
pub(crate) struct Clock;

impl DelayNs for Clock {
    async fn delay_ns(&mut self, ns: u32) {
        let (start, ticks) = (Chip.ticks(), (ns / 1000).saturating_mul(TICKS_A_MICROSECOND));
        while Chip.ticks().wrapping_sub(start) < ticks {
            yield_now().await;
        }
    }
}

/// What the board knows of itself.
#[derive(Debug)]
pub struct Chip;

impl Board for Chip {
    /// Under `-icount shift=0` an instruction takes one virtual nanosecond.
    const INSTRUCTIONS_PER_TICK: u32 = 1000 / TICKS_A_MICROSECOND;
    /// The nRF51822's data sheet, section 8.17.
    const ERASES_PER_PAGE: u32 = 20_000;

    fn ticks(&self) -> u32 {
        write(CAPTURE, 1);
        read(CAPTURED)
    }

    fn stack(&self) -> u32 {
        u32::try_from(stack::deepest()).unwrap_or(u32::MAX)
    }

    /// Of no watchdog.
    fn feed(&self) {}
}
