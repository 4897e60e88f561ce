//! What every tool of the house needs: other programs, toolchains, emulated boards and what they
//! print, and the main job.
//!
//! `cargo xtask` is built first and compiles no more than the main job needs; what serves, measures and
//! tests are programs of their own (`xtask/explorer`, `bench/report`, `xtask/gate`) that it starts.
// Every error says itself what, where and what is allowed.
#![allow(clippy::missing_errors_doc)]

pub mod age;
mod confusion;
pub mod debian;
pub mod desk;
pub mod device;
pub mod elf;
pub mod emulator;
pub mod fields;
mod inside;
pub mod npm;
pub mod python;
pub mod rustup;
pub mod shell;
mod summary;
pub mod task;
pub mod toolchain;
mod watchdog;

use std::process::ExitCode;

/// How a tool ends: with an error in one line, and a failure.
#[must_use]
pub fn end(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
