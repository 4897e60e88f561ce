//! thalweg for C: optimizers over memory that the caller owns, of a length known at run time.
//!
//! No heap, no panic, no symbol but `thalweg_*`; flash is paid for the rules whose `_init` is called. The header is
//! [`include/thalweg.h`](../include/thalweg.h), its text that of this crate. All that follows a pointer is in
//! `boundary.rs`.
//!
//! Tests are a program in C, `test/every.c`, that `cargo xtask test --only c` runs on the host under valgrind and on
//! emulated boards, and those here: that the header is current, and what that program has to print.
#![cfg_attr(not(test), no_std)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod boundary;
pub mod error;
#[cfg(test)]
mod expected;
#[cfg(test)]
mod header;
pub mod optimizer;
pub mod rules;
pub mod saved;
pub mod schedule;
pub mod training;

/// Never linked: no path leads here, and who links the library may look for `rust_begin_unwind`.
#[cfg(not(test))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
