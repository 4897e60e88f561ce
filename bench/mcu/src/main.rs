//! Instructions, stack and results of one step of every rule, beside the same step in C; of one value
//! of every schedule; and of the dearest value that a search finds.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![cfg_attr(not(every_rule), allow(unused))]
#![no_main]

mod baseline;
mod counter;
mod fixed;
mod float;
mod guard;
mod layers;
mod part;
mod schedules;
mod search;
mod stack;

use core::panic::PanicInfo;
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use counter::Counter;
use part::Part;

#[entry]
fn main() -> ! {
    match run() {
        Ok(()) => stop(debug::EXIT_SUCCESS),
        Err(reason) => {
            hprintln!("error={}", reason);
            stop(debug::EXIT_FAILURE)
        }
    }
}

fn run() -> Result<(), &'static str> {
    let peripherals = cortex_m::Peripherals::take().ok_or("the peripherals are taken")?;
    let mut counter = Counter::start(peripherals.SYST)?;
    match Part::asked()? {
        Part::Rules => {
            guard::decides()?;
            float::measure(&mut counter)?;
            fixed::measure(&mut counter)?;
            layers::measure(&mut counter)
        }
        Part::Schedules => schedules::measure(&mut counter),
        Part::Searched(trees) => {
            search::measure(&mut counter, trees);
            Ok(())
        }
        Part::Traced => float::trace(&mut counter),
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("error={}", info);
    stop(debug::EXIT_FAILURE)
}

fn stop(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        cortex_m::asm::wfi();
    }
}
