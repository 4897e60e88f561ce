//! Vowels by a new speaker, wholly in integers.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use static_cell::ConstStaticCell;
use thalweg_firmware::run_integer_task;
use thalweg_tasks::{Factory, integer_vowels::IntegerVowels};

static MEMORY: ConstStaticCell<<IntegerVowels as Factory<'static>>::Memory> =
    ConstStaticCell::new(IntegerVowels::ZERO);

#[entry]
fn main() -> ! {
    run_integer_task::<IntegerVowels>(MEMORY.take())
}
