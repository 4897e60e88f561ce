//! Boards: what the application needs of one, and the one that is built.

mod mps2;
pub(crate) mod stack;

pub(crate) use mps2::{Chip, Clock, Uart, start};
