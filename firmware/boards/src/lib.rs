//! What all boards of a desk share: the watch over their serial line, and what becomes of a failure.
#![no_std]

mod chip;
mod failure;
mod stack;

pub use chip::Chip;

use defmt_rtt as _;
use embassy_time::Delay;
use embedded_io_async::{Read, Write};
use embedded_storage::nor_flash::NorFlash;
use portable_atomic as _;
use static_cell::ConstStaticCell;
use thalweg_app::{App, session};
pub use thalweg_app::{SLOT, Slot};

/// Bits a second on the serial line.
pub const BAUD: u32 = 460_800;

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

/// The watch, for ever; what it saves lies in these slots of the flash.
///
/// # Panics
/// The slots are not in the flash, or too short.
pub async fn run<const MHZ: u32, const ERASES: u32>(
    line: impl Read + Write,
    flash: impl NorFlash,
    slots: &[Slot],
    chip: Chip<MHZ, ERASES>,
) {
    stack::paint();
    let session = session().expect("the settings of the watch are in their range");
    let app = App::new(line, Delay, (flash, slots), chip, session);
    defmt::info!("listening at {=u32} baud", BAUD);
    app.expect("the slots are in the flash").run().await;
}
