//! An exercise never seen.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::StaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Error, unseen_exercise::UnseenExercise};

static TASK: StaticCell<Result<UnseenExercise, Error>> = StaticCell::new();

#[entry]
fn main() -> ! {
    run_task(&TASK)
}
