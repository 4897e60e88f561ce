//! The watch with a sensor on its board, which is listened to while it trains.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use thalweg_firmware::{Chip, Sensor, run};

#[entry]
fn main() -> ! {
    run(|_| Chip, Sensor::NEW)
}
