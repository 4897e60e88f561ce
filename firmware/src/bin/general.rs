//! A sensor and classes of one's own.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::StaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Error, general::General};

static TASK: StaticCell<Result<General, Error>> = StaticCell::new();

#[entry]
fn main() -> ! {
    run_task(&TASK)
}
