//! What all boards of a desk share: the watch over their serial line, and what becomes of a failure.
#![no_std]

mod chip;
#[cfg(feature = "nrf52840")]
mod imu;
mod log;
mod stack;

pub use chip::Chip;
#[cfg(feature = "nrf52840")]
pub use imu::Imu;

use embassy_time::Delay;
use embedded_io_async::{Read, Write};
use embedded_storage::nor_flash::NorFlash;
use portable_atomic as _;
use static_cell::ConstStaticCell;
use thalweg_app::{App, Board, keeps_subnormals, session};
pub use thalweg_app::{NoSource, SLOT, Slot, Source};

/// Bits a second on the serial line.
pub const BAUD: u32 = 460_800;

/// How long a watchdog waits: longer than the slowest of these chips erases a page of its flash.
pub const WATCHDOG_SECONDS: u32 = 8;

/// Room for what a serial line has received and is to send: more than a host may have on the way.
#[derive(Debug)]
pub struct Buffers {
    /// To send.
    pub tx: &'static mut [u8],
    /// Received.
    pub rx: &'static mut [u8],
}

static TX: ConstStaticCell<[u8; 256]> = ConstStaticCell::new([0; 256]);
static RX: ConstStaticCell<[u8; 1024]> = ConstStaticCell::new([0; 1024]);

impl Buffers {
    /// The buffers, once.
    ///
    /// # Panics
    /// The second time.
    #[must_use]
    pub fn take() -> Self {
        Self { tx: TX.take(), rx: RX.take() }
    }
}

/// The watch, for ever, with a sensor or none; what it saves lies in these slots of the flash.
///
/// # Panics
/// The slots are not in the flash, or too short; or floats are not as on other machines.
pub async fn run(
    line: impl Read + Write,
    flash: impl NorFlash,
    slots: &[Slot],
    chip: impl Board,
    source: impl Source,
) {
    stack::paint();
    assert!(
        keeps_subnormals(),
        "floats are flushed to zero: results would be others than elsewhere"
    );
    // What an error says in full would be formatted for nobody, in 40 KB of code.
    let Ok(session) = session() else { panic!("the settings are out of range") };
    let Ok(mut app) = App::new(line, Delay, (flash, slots), &chip, source, session) else {
        panic!("the slots are not in the flash")
    };
    defmt::info!("listening at {=u32} baud", BAUD);
    app.run().await;
}
