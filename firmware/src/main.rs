//! The watch: listens to samples, adapts, reports.
#![no_std]
#![no_main]

mod board;
mod failure;

use board::{Chip, Clock, Flash, SLOTS, Uart, stack};
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;
use defmt_semihosting as _;
use embassy_futures::block_on;
use thalweg_app::{App, session};

#[entry]
fn main() -> ! {
    stack::paint();
    if let Err(reason) = run() {
        defmt::error!("{}", reason);
    }
    failure::stop(debug::EXIT_FAILURE)
}

fn run() -> Result<(), &'static str> {
    board::start().ok_or("the board is taken already")?;
    if flushes_to_zero() {
        return Err("the FPU flushes subnormals to zero: results would differ from other machines");
    }
    let session = session().map_err(|_| "the settings are out of range")?;
    defmt::info!("listening");
    let app = App::new(Uart, Clock, (Flash, &SLOTS), Chip, session);
    block_on(app.map_err(|_| "the slots are not in the flash")?.run());
    Err("the serial line has ended")
}

/// Whether start-up code has set FPSCR.FZ, bit 24.
fn flushes_to_zero() -> bool {
    cortex_m::register::fpscr::read().fz()
}
