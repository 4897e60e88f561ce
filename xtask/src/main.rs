//! `cargo xtask …`: finds or installs toolchains, builds, runs, serves, measures.

mod bench;
mod bits;
mod browser;
mod debian;
mod dependencies;
mod device;
mod elf;
mod emulator;
mod proof;
mod serve;
mod shell;
mod test;
mod toolchain;
mod web;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Gradient descent for microcontrollers: build it, run it, test it.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures: instructions, bytes and nanoseconds, beside the same work written by others.
    Bench(bench::Arguments),
    /// The main job: an emulated Cortex-M4F adapts to a person it has never met.
    Device(device::Arguments),
    /// The page: averages, schedules and the main job, live in a browser.
    Explorer(serve::Arguments),
    /// Every test: host, Cortex-M in QEMU, WebAssembly in Chromium.
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Device(arguments) => device::run(&arguments),
        Command::Explorer(arguments) => serve::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
