//! Boards: what the application needs of one, and the one that is built.

mod mps2_an386;
pub(crate) mod stack;

pub(crate) use mps2_an386::Board;
