//! What the sources of the core define and make public, and what a program calls of it.
//!
//! Two tests stand on it: that everything public is in the catalogue, and that the proof of no panic calls
//! every public function. Both would be worth little if they overlooked what a macro writes, so that
//! `macro_rules!` are expanded; what cannot be read is an error, never left out.

mod exceptions;
mod expand;
mod names;
mod program;
mod public;
mod tree;

pub use exceptions::Exceptions;
pub use program::{Called, called};
pub use public::{Function, Implementation, types_in};
pub use tree::{Crate, Files, files};
