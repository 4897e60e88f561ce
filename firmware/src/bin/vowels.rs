//! Vowels by a new speaker.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Factory, vowels::Vowels};

static MEMORY: ConstStaticCell<<Vowels as Factory<'static>>::Memory> =
    ConstStaticCell::new(Vowels::ZERO);

#[entry]
fn main() -> ! {
    run_task::<Vowels>(MEMORY.take())
}
