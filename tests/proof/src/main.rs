//! Calls every public function of the core on values that could be anything; it links only if none
//! of them can panic. Whatever formats text is left out: `core::fmt` itself can panic.
//!
//! A new rule belongs into the list of `thalweg-catalogue`, a new function into the module here that
//! is called as the core's is.
#![no_std]
#![no_main]

mod any_schedule;
mod average;
mod checkpoint;
mod data;
mod families;
mod fixed;
mod fixed_average;
mod fixed_network;
mod fixed_schedules;
mod gradient;
mod handler;
mod kept;
mod loss;
mod math;
mod metric;
mod nn;
mod opaque;
mod optimizer;
mod recipe;
mod schedule;

use cortex_m_rt::entry;

#[entry]
fn main() -> ! {
    loop {
        any_schedule::call();
        average::call();
        checkpoint::call();
        data::call();
        families::call();
        fixed::call();
        fixed_average::call();
        fixed_network::call();
        fixed_schedules::call();
        gradient::call();
        kept::call();
        loss::call();
        math::call();
        metric::call();
        nn::call();
        optimizer::call();
        recipe::call();
        schedule::call();
    }
}
