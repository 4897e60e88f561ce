//! A new speaker as a new class.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Factory, new_speaker::NewSpeaker};

static MEMORY: ConstStaticCell<<NewSpeaker as Factory<'static>>::Memory> =
    ConstStaticCell::new(NewSpeaker::ZERO);

#[entry]
fn main() -> ! {
    run_task::<NewSpeaker>(MEMORY.take())
}
