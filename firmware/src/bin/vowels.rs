//! Vowels by a new speaker.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::StaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Error, vowels::Vowels};

static TASK: StaticCell<Result<Vowels, Error>> = StaticCell::new();

#[entry]
fn main() -> ! {
    run_task(&TASK)
}
