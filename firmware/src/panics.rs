//! Panics on purpose: the host must see the message and a non-zero exit.
#![no_std]
#![no_main]

mod failure;

use cortex_m_rt::entry;
use defmt_semihosting as _;

#[entry]
fn main() -> ! {
    panic!("on purpose")
}
