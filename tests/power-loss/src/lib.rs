//! Flash in memory, for every test of checkpoints that are stored.

mod memory;

pub use memory::Memory;
