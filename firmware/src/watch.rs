//! The watch on a board.

use crate::board::{self, Clock, Flash, SLOTS, Uart, stack};
use embassy_futures::block_on;
use thalweg_app::{App, Board, Source, keeps_subnormals, session};
use thalweg_faults::Counts;

/// The watch, for ever, on a chip that knows how often the board has failed, with a sensor or none.
///
/// # Panics
/// What the application was built with is wrong. The board starts anew then, as after any failure.
pub fn run<B: Board>(chip: impl FnOnce(Counts) -> B, source: impl Source) -> ! {
    stack::paint();
    let chip = chip(thalweg_faults::started(false)); // the watchdog warns before it resets
    board::start().expect("the board is taken once");
    assert!(
        keeps_subnormals(),
        "floats are flushed to zero: results would be others than elsewhere"
    );
    // What an error says in full would be formatted for nobody, in 40 KB of code.
    let Ok(session) = session() else { panic!("the settings are out of range") };
    defmt::info!("listening");
    let Ok(mut app) = App::new(Uart, Clock, (Flash, &SLOTS), &chip, source, session) else {
        panic!("the slots are not in the flash")
    };
    block_on(app.run());
    panic!("the serial line has ended")
}
