//! The watch: listens to samples, adapts, reports.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use thalweg_firmware::{Chip, NoSource, run};

#[entry]
fn main() -> ! {
    run(|_| Chip, NoSource)
}
