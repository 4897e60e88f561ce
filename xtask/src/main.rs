//! `cargo xtask …`: the main job, and the programs that serve, measure and test.

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::{
    env,
    ffi::OsString,
    process::{Command as Process, ExitCode},
};
use xtask::{desk, device, shell};

/// Gradient descent for microcontrollers: build it, run it, test it.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures: instructions, bytes and nanoseconds, beside the same work written by others.
    #[command(disable_help_flag = true)]
    Bench(Passed),
    /// The main job: an emulated Cortex-M4F adapts to a person it has never met.
    Device(Box<device::Arguments>),
    /// Puts the watch onto a board that stands on a desk.
    Flash(desk::Arguments),
    /// The page: averages, schedules and the main job, live in a browser.
    #[command(disable_help_flag = true)]
    Explorer(Passed),
    /// Watches that fine-tune and share what they have learnt, on Flower.
    #[command(disable_help_flag = true)]
    Fleet(Passed),
    /// Which recipe fine-tunes the watch best, over recipes, people and seeds.
    #[command(disable_help_flag = true)]
    Search(Passed),
    /// Every test: host, Cortex-M in QEMU, WebAssembly in Chromium.
    #[command(disable_help_flag = true)]
    Test(Passed),
}

/// What is passed on as it is.
#[derive(clap::Args)]
struct Passed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

fn main() -> ExitCode {
    if let Some(code) = desk::as_the_compiler() {
        return code;
    }
    xtask::end(match Arguments::parse().command {
        Command::Device(arguments) => device::run(&arguments),
        Command::Flash(arguments) => desk::run(&arguments),
        Command::Bench(passed) => go_on_as("thalweg-bench-report", passed),
        Command::Explorer(passed) => go_on_as("xtask-explorer", passed),
        Command::Fleet(passed) => go_on_as("xtask-fleet", passed),
        Command::Search(passed) => go_on_as("thalweg-watch-search", passed),
        Command::Test(passed) => go_on_as("xtask-gate", passed),
    })
}

/// Builds another of our programs and becomes it.
fn go_on_as(program: &str, passed: Passed) -> Result<()> {
    let mut cargo = Process::new("cargo");
    // Not by its package: what it stands on would have the features that it alone asks for, and be built once more.
    cargo.current_dir(shell::root()).args(["build", "--quiet", "--bin", program]);
    shell::quiet(&format!("building {program}"), &mut cargo)?;
    let beside = env::current_exe().context("xtask does not know where it is")?;
    let mut program = Process::new(beside.with_file_name(program));
    shell::replace_us(program.args(passed.arguments))
}
