//! A new speaker as a new class.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::StaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Error, new_speaker::NewSpeaker};

static TASK: StaticCell<Result<NewSpeaker, Error>> = StaticCell::new();

#[entry]
fn main() -> ! {
    run_task(&TASK)
}
