//! What the sources of the core define and make public, and what a program calls of it.
//!
//! Tests stand on it: that everything public is in the catalogue, that the proof of no panic calls every public
//! function, that no public name has two meanings, and that imports go one way. They would be worth little if
//! they overlooked what a macro writes, so that `macro_rules!` are expanded; what cannot be read is an error,
//! never left out.

mod circles;
mod exceptions;
mod expand;
mod names;
mod program;
mod public;
mod rooms;
mod tree;

pub use circles::circles;
pub use exceptions::Exceptions;
pub use program::{Called, called};
pub use public::{Function, Implementation, types_in};
pub use rooms::{Dependency, dependencies};
pub use tree::{Crate, Files, files};
