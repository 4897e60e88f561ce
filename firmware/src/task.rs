//! A task on a board: it listens to its line, does what it is asked, and answers.

use crate::board::{self, Chip, Clock, Uart, stack};
use embassy_futures::block_on;
use thalweg_app::{TaskApp, keeps_subnormals};
use thalweg_tasks::Factory;

/// Runs a task for ever that calculates in floats; what is large of it stays where it is lent.
///
/// # Panics
/// What it was built with is wrong. The board starts anew then, as after any failure.
pub fn run_task<T: Factory<'static>>(memory: &'static mut T::Memory) -> ! {
    assert!(
        keeps_subnormals(),
        "floats are flushed to zero: results would be others than elsewhere"
    );
    run_integer_task::<T>(memory)
}

/// The same of a task wholly in integers, in whose image there is no float.
///
/// # Panics
/// As [`run_task`].
pub fn run_integer_task<T: Factory<'static>>(memory: &'static mut T::Memory) -> ! {
    stack::paint();
    thalweg_faults::started(false); // the watchdog warns before it resets
    board::start().expect("the board is taken once");
    let Ok(mut task) = T::factory(memory) else { panic!("the settings are out of range") };
    defmt::info!("listening");
    block_on(TaskApp::new(Uart, Clock, Chip, &mut task).run());
    panic!("the serial line has ended")
}
