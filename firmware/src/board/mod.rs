//! Boards: what the application needs of one, and the one that is built.

#[cfg(not(feature = "microbit"))]
mod flash;
#[cfg(not(feature = "microbit"))]
mod map;
#[cfg(feature = "microbit")]
mod microbit;
#[cfg(not(feature = "microbit"))]
mod mps2;
#[cfg(feature = "microbit")]
mod nvmc;
mod registers;
#[cfg(not(feature = "microbit"))]
mod sensor;
pub(crate) mod stack;
#[cfg(not(feature = "microbit"))]
mod watchdog;
mod words;

#[cfg(not(feature = "microbit"))]
pub(crate) use flash::{FIRST, Flash, PLACES, SLOTS};
#[cfg(feature = "microbit")]
pub use microbit::Chip;
#[cfg(feature = "microbit")]
pub(crate) use microbit::{Clock, Uart, start};
#[cfg(not(feature = "microbit"))]
pub use mps2::Chip;
#[cfg(not(feature = "microbit"))]
pub(crate) use mps2::{Clock, Uart, start};
#[cfg(feature = "microbit")]
pub(crate) use nvmc::{FIRST, Flash, PLACES};
#[cfg(not(feature = "microbit"))]
pub use sensor::Sensor;
