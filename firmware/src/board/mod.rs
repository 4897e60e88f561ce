//! Boards: what the application needs of one, and the one that is built.

mod flash;
mod mps2;
mod registers;
pub(crate) mod stack;

pub(crate) use flash::{Flash, SLOTS};
pub(crate) use mps2::{Chip, Clock, Uart, start};
