//! `cargo xtask explorer`: builds the page and serves it to this machine alone, or tests it.

mod browser;
mod serve;
mod web;

use anyhow::Result;
use clap::Parser;
use serve::Server;
use std::{process::ExitCode, thread};

/// The page: averages, schedules and the main job, live in a browser.
#[derive(Parser)]
#[command(name = "cargo xtask explorer", bin_name = "cargo xtask explorer", version)]
struct Arguments {
    /// Where the page is served: `http://127.0.0.1:PORT/`; 0 takes any free port.
    #[arg(long, default_value_t = 8137)]
    port: u16,
    /// Test the page in headless Chromium instead, on any free port.
    #[arg(long, conflicts_with = "port")]
    test: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    xtask::end(if arguments.test { browser::test() } else { explore(arguments.port) })
}

fn explore(port: u16) -> Result<()> {
    // First the port, so that nobody waits for a build to hear that it is taken.
    let server = Server::listen(port)?;
    let folder = web::build()?;
    println!("the explorer is at {}  (Ctrl-C ends it)", server.address()?);
    server.serve(&folder, || {
        loop {
            thread::park();
        }
    })
}
