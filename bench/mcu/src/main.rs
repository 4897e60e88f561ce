//! Instructions, stack and results of one step of every rule, beside the same step in C; of one value
//! of every schedule; and of the dearest value that a search finds.
//!
//! Every line of output is a list of `name=value`.
#![no_std]
#![cfg_attr(not(every_rule), allow(unused))]
#![no_main]

mod baseline;
mod counter;
mod ending;
mod fixed;
mod float;
mod layers;
mod part;
mod schedules;
mod search;
mod stack;

use cortex_m_rt::entry;
use counter::Counter;
use part::Part;

#[entry]
fn main() -> ! {
    ending::end(run())
}

fn run() -> Result<(), &'static str> {
    let mut counter = Counter::take()?;
    match Part::asked()? {
        Part::Rules => {
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
