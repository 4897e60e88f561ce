//! The control of the checked sums: one of a number that could be anything can panic where sums are checked.
#![no_std]
#![no_main]

mod handler;
#[allow(dead_code)] // only two of them are needed here
mod opaque;

use cortex_m_rt::entry;
use opaque::{any, keep};

#[entry]
fn main() -> ! {
    let x = any(2_u32);
    loop {
        keep(x + 1);
    }
}
