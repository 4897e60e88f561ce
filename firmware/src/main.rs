//! The watch: listens to samples, adapts, reports.
#![no_std]
#![no_main]

mod board;
mod failure;

use board::{Chip, Clock, Uart, stack};
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;
use defmt_semihosting as _;
use embassy_futures::block_on;
use static_cell::{ConstStaticCell, StaticCell};
use thalweg_app::App;
use thalweg_watch::{AdapterMemory, PARAMETERS, PRETRAINED, Session, Settings};

/// A session whose optimizer keeps its state in [`MEMORY`].
type Watch = Session<'static, &'static mut [f32; PARAMETERS]>;

/// Statics, so that what the watch needs is known when it is linked.
static SESSION: StaticCell<Result<Watch, thalweg_watch::Error>> = StaticCell::new();
static MEMORY: ConstStaticCell<AdapterMemory> = ConstStaticCell::new(AdapterMemory::ZERO);

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
    let session = start()?;
    defmt::info!("listening");
    block_on(App::new(Uart, Clock, Chip, session).run());
    Err("the serial line has ended")
}

/// The session, made where it stays: what is built on the way is on the stack no longer than that.
#[inline(never)]
fn start() -> Result<&'static mut Watch, &'static str> {
    SESSION
        .init_with(|| Session::lend(&PRETRAINED, Settings::DEFAULT, MEMORY.take()))
        .as_mut()
        .map_err(|_| "the settings are out of range")
}

/// Whether start-up code has set FPSCR.FZ, bit 24.
fn flushes_to_zero() -> bool {
    cortex_m::register::fpscr::read().fz()
}
