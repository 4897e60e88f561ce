//! What an example needs that is longer than one screen.

pub mod import;
pub mod sheet;
pub mod task;
