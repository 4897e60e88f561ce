//! A sensor and classes of one's own.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Factory, general::General};

static MEMORY: ConstStaticCell<<General as Factory<'static>>::Memory> =
    ConstStaticCell::new(General::ZERO);

#[entry]
fn main() -> ! {
    run_task::<General>(MEMORY.take())
}
