//! An exercise never seen.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_task;
use thalweg_tasks::{Factory, unseen_exercise::UnseenExercise};

static MEMORY: ConstStaticCell<<UnseenExercise as Factory<'static>>::Memory> =
    ConstStaticCell::new(UnseenExercise::ZERO);

#[entry]
fn main() -> ! {
    run_task::<UnseenExercise>(MEMORY.take())
}
