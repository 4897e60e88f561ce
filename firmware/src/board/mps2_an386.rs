//! MPS2 with a Cortex-M4F (AN386): the board that QEMU emulates.

use super::stack;
use core::convert::Infallible;
use cortex_m::{Peripherals, peripheral::SYST, peripheral::syst::SystClkSource};
use embedded_io::{ErrorType, Read};

/// The serial line and the instruction counter of the board.
pub(crate) struct Board {
    counter: SYST,
}

/// UART0, a CMSDK APB UART; register offsets of Arm's DDI 0479, section 4.3.
const UART0: usize = 0x4000_4000;
const DATA: usize = 0x00;
const STATE: usize = 0x04;
const CTRL: usize = 0x08;
const BAUDDIV: usize = 0x10;
const STATE_RX_FULL: u32 = 1 << 1;
const CTRL_RX_ENABLE: u32 = 1 << 1;

/// SysTick runs at 25 MHz. Under `-icount shift=0` an instruction takes one virtual nanosecond.
const INSTRUCTIONS_PER_TICK: u32 = 40;
const RELOAD: u32 = 0x00ff_ffff;

impl Board {
    /// The board, taken once; `None` the second time.
    pub(crate) fn take() -> Option<Self> {
        let mut peripherals = Peripherals::take()?;
        stack::guard(&mut peripherals.MPU);
        let mut counter = peripherals.SYST;
        counter.set_clock_source(SystClkSource::Core);
        counter.set_reload(RELOAD);
        counter.clear_current();
        counter.enable_counter();
        write(BAUDDIV, 16);
        write(CTRL, CTRL_RX_ENABLE);
        Some(Self { counter })
    }

    /// Ticks of the counter, 24 bits, upwards.
    pub(crate) fn ticks(&self) -> u32 {
        let _ = &self.counter;
        RELOAD - SYST::get_current()
    }

    /// Instructions since `earlier`, exact to 40; wraps after 671 million.
    pub(crate) fn instructions_since(&self, earlier: u32) -> u64 {
        u64::from(self.ticks().wrapping_sub(earlier) & RELOAD) * u64::from(INSTRUCTIONS_PER_TICK)
    }
}

impl ErrorType for Board {
    type Error = Infallible;
}

impl Read for Board {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        let Some(first) = buffer.first_mut() else { return Ok(0) };
        while read(STATE) & STATE_RX_FULL == 0 {}
        [*first, ..] = read(DATA).to_le_bytes();
        Ok(1)
    }
}

#[allow(unsafe_code)]
fn read(offset: usize) -> u32 {
    // SAFETY: an aligned register of UART0, which exists on this board; reading it touches no memory.
    unsafe { core::ptr::with_exposed_provenance::<u32>(UART0 + offset).read_volatile() }
}

#[allow(unsafe_code)]
fn write(offset: usize, value: u32) {
    // SAFETY: as above; only `Board::take` writes, once.
    unsafe { core::ptr::with_exposed_provenance_mut::<u32>(UART0 + offset).write_volatile(value) }
}
