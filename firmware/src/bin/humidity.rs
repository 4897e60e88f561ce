//! A humidity sensor for a station that has none.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Factory, humidity::Humidity};

static MEMORY: ConstStaticCell<<Humidity as Factory<'static>>::Memory> =
    ConstStaticCell::new(Humidity::ZERO);

#[entry]
fn main() -> ! {
    run_task::<Humidity>(MEMORY.take())
}
