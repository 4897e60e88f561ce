//! The watch wholly in integers.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_integer_task;
use thalweg_tasks::{Factory, integer_watch::IntegerWatch};

static MEMORY: ConstStaticCell<<IntegerWatch as Factory<'static>>::Memory> =
    ConstStaticCell::new(IntegerWatch::ZERO);

#[entry]
fn main() -> ! {
    run_integer_task::<IntegerWatch>(MEMORY.take())
}
