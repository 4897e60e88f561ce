//! Boards: what the application needs of one, and the one that is built.

mod flash;
mod map;
mod mps2;
mod registers;
mod sensor;
pub(crate) mod stack;
mod watchdog;

pub(crate) use flash::{Flash, SLOTS};
pub use mps2::Chip;
pub(crate) use mps2::{Clock, Uart, start};
pub use sensor::Sensor;
