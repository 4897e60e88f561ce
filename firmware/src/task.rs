//! A task on a board: it listens to its line, does what it is asked, answers, and keeps what it has learnt in the flash.

use crate::board::{self, Chip, Clock, FIRST, Flash, PLACES, Uart, stack};
use core::marker::PhantomData;
use embassy_futures::block_on;
use embedded_storage::nor_flash::NorFlash;
use thalweg_app::{MaxLength, Slot, TaskApp, keeps_subnormals, slot};
use thalweg_tasks::Factory;

/// Where a task keeps checkpoints: as many pages each as the longest takes.
struct Slots<T>(PhantomData<T>);

impl<T: MaxLength> Slots<T> {
    const LENGTH: u32 = slot::<T>(Flash::ERASE_SIZE);
    const ALL: &'static [Slot] = {
        let end = FIRST as usize + PLACES * Self::LENGTH as usize;
        assert!(end <= Flash::SIZE, "the slots lie in the flash");
        &Slot::ring::<PLACES>(FIRST, Self::LENGTH)
    };
}

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
    let flash = (Flash, Slots::<T>::ALL);
    let Ok(mut app) = TaskApp::new(Uart, Clock, flash, &Chip, &mut task) else {
        panic!("the slots are not in the flash")
    };
    block_on(app.run());
    panic!("the serial line has ended")
}
