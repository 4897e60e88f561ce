//! MPS2, the boards that QEMU emulates: their serial line, their clock, and what the application asks of them.

use super::{
    map::MAP,
    registers::{read, write},
    stack, watchdog,
};
use core::{convert::Infallible, future::poll_fn, task::Poll};
use cortex_m::Peripherals;
use embassy_futures::yield_now;
use embedded_hal_async::delay::DelayNs;
use embedded_io_async::{ErrorType, Read, Write};
use thalweg_app::Board;

/// UART0, a CMSDK APB UART; register offsets of Arm's DDI 0479, section 4.3.
pub(crate) struct Uart;

const DATA: usize = MAP.uart;
const STATE: usize = MAP.uart + 0x04;
const CTRL: usize = MAP.uart + 0x08;
const BAUDDIV: usize = MAP.uart + 0x10;
const STATE_TX_FULL: u32 = 1 << 0;
const STATE_RX_FULL: u32 = 1 << 1;
const CTRL_TX_AND_RX_ENABLE: u32 = 0b11;

/// TIMER0, a CMSDK APB timer, which counts down: DDI 0479, section 4.1.
const TIMER_CTRL: usize = MAP.timer;
const TIMER_VALUE: usize = MAP.timer + 0x04;
const TIMER_RELOAD: usize = MAP.timer + 0x08;

/// Guards the stack, and starts line, clock and watchdog; `None` the second time.
pub(crate) fn start() -> Option<()> {
    let mut peripherals = Peripherals::take()?;
    stack::guard(&mut peripherals.MPU);
    watchdog::start();
    write(TIMER_RELOAD, u32::MAX);
    write(TIMER_VALUE, u32::MAX);
    write(TIMER_CTRL, 1);
    write(BAUDDIV, 16);
    write(CTRL, CTRL_TX_AND_RX_ENABLE);
    Some(())
}

impl ErrorType for Uart {
    type Error = Infallible;
}

impl Read for Uart {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let Some(first) = buffer.first_mut() else { return Ok(0) };
        until(STATE_RX_FULL, STATE_RX_FULL).await;
        [*first, ..] = read(DATA).to_le_bytes();
        Ok(1)
    }
}

impl Write for Uart {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let Some(first) = bytes.first() else { return Ok(0) };
        until(STATE_TX_FULL, 0).await;
        write(DATA, u32::from(*first));
        Ok(1)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        until(STATE_TX_FULL, 0).await;
        Ok(())
    }
}

/// Waits until a bit of the line's state is as wanted; nothing else wakes us, so it is asked again.
async fn until(bit: u32, wanted: u32) {
    poll_fn(|context| {
        if read(STATE) & bit == wanted {
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
        let (start, ticks) = (Chip.ticks(), (ns / 1000).saturating_mul(MAP.ticks_a_microsecond));
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
    const INSTRUCTIONS_PER_TICK: u32 = 1000 / MAP.ticks_a_microsecond;
    /// That of an nRF52840, as the board has none of its own.
    const ERASES_PER_PAGE: u32 = 10_000;

    fn ticks(&self) -> u32 {
        !read(TIMER_VALUE)
    }

    fn stack(&self) -> u32 {
        u32::try_from(stack::deepest()).unwrap_or(u32::MAX)
    }

    fn feed(&self) {
        watchdog::feed();
    }
}
