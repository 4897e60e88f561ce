//! `cargo xtask explorer`: builds the page and serves it to this machine alone, or tests it.

mod browser;
mod copy;
mod export;
mod npm;
mod serve;
mod wasm;
mod web;

use anyhow::Result;
use clap::Parser;
use serve::Server;
use std::{
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    thread,
};
use xtask::shell;

/// The page: averages, momentum, races, schedules and the main job, live in a browser.
#[derive(Parser)]
#[allow(clippy::struct_excessive_bools)] // each is a flag
#[command(name = "cargo xtask explorer", bin_name = "cargo xtask explorer", version)]
struct Arguments {
    /// Where the page is served: `http://127.0.0.1:PORT/`; 0 takes any free port.
    #[arg(long, default_value_t = 8137)]
    port: u16,
    /// Open it in the browser of this system.
    #[arg(long)]
    open: bool,
    /// Write the page to a folder instead, for any web server and any path on it.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["port", "open"])]
    export: Option<PathBuf>,
    /// Write the npm package to a folder instead.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["port", "open", "export"])]
    package: Option<PathBuf>,
    /// Test the page in headless Chromium instead, on any free port.
    #[arg(long, conflicts_with_all = ["port", "open", "export", "package"])]
    test: bool,
    /// Measure the page in headless Chromium instead.
    #[arg(long, conflicts_with_all = ["port", "open", "export", "package", "test", "test_package"])]
    bench: bool,
    /// Take the README's pictures of the page anew instead.
    #[arg(long, conflicts_with_all = ["port", "open", "export", "package", "test", "test_package", "bench"])]
    pictures: bool,
    /// With --test: also every theme at every width, and the other engines.
    #[arg(long, requires = "test")]
    all: bool,
    /// Test the npm package instead, installed into a fresh project.
    #[arg(long, conflicts_with_all = ["port", "open", "export", "package", "test"])]
    test_package: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    xtask::end(match arguments {
        Arguments { test: true, all, .. } => browser::test(all),
        Arguments { bench: true, .. } => browser::bench(),
        Arguments { pictures: true, .. } => browser::pictures(),
        Arguments { test_package: true, .. } => npm::test(),
        Arguments { package: Some(folder), .. } => npm::write(&folder),
        Arguments { export: Some(folder), .. } => export::write(&folder),
        Arguments { port, open, .. } => explore(port, open),
    })
}

fn explore(port: u16, open: bool) -> Result<()> {
    // First the port, so that nobody waits for a build to hear that it is taken.
    let server = Server::listen(port)?;
    let folder = web::build()?;
    let address = server.address()?;
    println!("the explorer is at {address}  (Ctrl-C ends it)");
    if open {
        open_browser(&address);
    }
    server.serve(&folder, || {
        loop {
            thread::park();
        }
    })
}

/// What opens an address, by system.
const OPENERS: [&str; 4] = ["xdg-open", "open", "wslview", "explorer.exe"];

/// The address stands on the screen already: where nothing opens it, a person does.
fn open_browser(address: &str) {
    let opened = OPENERS.into_iter().find_map(shell::find).is_some_and(|opener| {
        let quiet = || Stdio::null();
        Command::new(opener).arg(address).stdout(quiet()).stderr(quiet()).spawn().is_ok()
    });
    if !opened {
        println!("no browser could be opened: none of {} is here", OPENERS.join(", "));
    }
}
