//! The control of every path: indexing with a number that could be anything can panic.
#![no_std]
#![no_main]

mod handler;
#[allow(dead_code)] // only two of them are needed here
mod opaque;

use cortex_m_rt::entry;
use opaque::{any, keep};

#[entry]
fn main() -> ! {
    let xs = any([1.0_f32; 4]);
    let k = any(2_usize);
    loop {
        keep(xs[k]);
    }
}
