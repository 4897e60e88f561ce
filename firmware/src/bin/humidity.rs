//! A humidity sensor for a station that has none.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::StaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Error, humidity::Humidity};

static TASK: StaticCell<Result<Humidity, Error>> = StaticCell::new();

#[entry]
fn main() -> ! {
    run_task(&TASK)
}
