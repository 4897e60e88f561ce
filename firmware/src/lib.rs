//! The watch and the smaller tasks on the boards that QEMU emulates.
#![no_std]

mod board;
mod task;
#[cfg(not(feature = "microbit"))]
mod watch;

pub use board::Chip;
#[cfg(not(feature = "microbit"))]
pub use board::Sensor;
pub use task::{run_integer_task, run_task};
pub use thalweg_app::NoSource;
#[cfg(not(feature = "microbit"))]
pub use watch::run;

use defmt_semihosting as _;
