//! What an example needs that is longer than one screen.

pub mod sheet;
