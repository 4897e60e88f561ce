//! A checkpoint goes from any target to any other: saved on a board, loaded here and in WebAssembly, and back.

use anyhow::{Context, Result, ensure};
use std::{fs, path::PathBuf, process::Command, time::Duration};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{emulator::Emulator, npm, shell, toolchain::Toolchain};

const PATIENCE: Duration = Duration::from_secs(120);
const WASM: &str = "wasm32-unknown-unknown";
const FOLDER: &str = "tests/resume";

/// Nobody waits for these programs, but for their compiler; every precision fits a board's flash with optimisation alone.
const fn profile(all: bool) -> &'static str {
    if all { "release" } else { "dev" }
}

/// What runs the program.
#[derive(Clone, Copy)]
enum Place {
    Host,
    Node,
    Board(&'static Board),
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Host => "the host",
            Self::Node => "WebAssembly in Node.js",
            Self::Board(board) => board.core,
        }
    }

    /// Builds the program for there.
    fn build(self, all: bool) -> Result<Built> {
        let features = all.then_some("--features=every-precision");
        match self {
            Self::Host => {
                let mut cargo = Command::new("cargo");
                cargo.current_dir(shell::root());
                cargo.args(["build", "--bin", "resume"]).args(features);
                shell::quiet("building for the host", &mut cargo)?;
                Ok(Built { place: self, program: shell::root().join("target/debug/resume") })
            }
            Self::Node => {
                npm::node()?;
                let toolchain = Toolchain::find(WASM)?;
                let folder = shell::root().join(FOLDER).join("wasm");
                let mut cargo = toolchain.cargo_profile("build", profile(all), &folder);
                shell::quiet("building the module", cargo.args(features))?;
                let program = toolchain.product_of(profile(all), "thalweg_resume_wasm.wasm");
                Ok(Built { place: self, program })
            }
            Self::Board(board) => {
                let toolchain = Toolchain::find(board.target)?;
                let folder = shell::root().join(FOLDER);
                let mut cargo = toolchain.cargo_profile("build", profile(all), &folder);
                cargo.env("BOARD", board.machine).args(features);
                shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
                // Another board of this target has another program of this name.
                let program = saved()?.with_file_name(board.machine);
                fs::copy(toolchain.product_of(profile(all), "resume"), &program)?;
                Ok(Built { place: self, program })
            }
        }
    }
}

/// The program for a place.
struct Built {
    place: Place,
    program: PathBuf,
}

impl Built {
    /// The lines that the program prints there: what it saves; or what becomes of the checkpoints in `saved.txt`.
    fn lines(&self, from_file: bool) -> Result<String> {
        let file = saved()?;
        ensure!(file.exists() == from_file, "{}: not what was meant", file.display());
        let file = from_file.then_some(file);
        match self.place {
            Place::Host => {
                shell::printed("running on the host", Command::new(&self.program).args(file))
            }
            Place::Node => {
                let mut node = Command::new("node");
                node.current_dir(shell::root().join(FOLDER).join("wasm"));
                shell::printed("in Node.js", node.arg("run.mjs").arg(&self.program).args(file))
            }
            Place::Board(board) => {
                Emulator { board, elf: &self.program, patience: PATIENCE, asked: "" }.print()
            }
        }
    }
}

/// Where a program on a board looks for what another target has saved.
fn saved() -> Result<PathBuf> {
    let folder = shell::root().join("target/resume");
    fs::create_dir_all(&folder)?;
    Ok(folder.join("saved.txt"))
}

/// Here, in WebAssembly and on a board with an FPU; or every rule in every precision, on every board whose bits are compared.
pub(crate) fn check(all: bool) -> Result<()> {
    let boards = BOARDS.iter().filter(|board| board.bits && (all || board.fpu));
    let boards: Vec<_> = boards.take(if all { usize::MAX } else { 1 }).map(Place::Board).collect();
    ensure!(!boards.is_empty(), "no board with an FPU prints bits");
    let places = [&[Place::Host, Place::Node], &boards[..]].concat();
    let places = places.iter().map(|place| place.build(all)).collect::<Result<Vec<_>>>()?;
    let saved_lines = saves(&places, all)?;
    goes_on(&places, &saved_lines)
}

/// Every place saves what the host does.
fn saves(places: &[Built], all: bool) -> Result<Vec<String>> {
    if saved()?.exists() {
        fs::remove_file(saved()?)?;
    }
    let lines = places.iter().map(|place| place.lines(false)).collect::<Result<Vec<_>>>()?;
    let count = lines[0].lines().count();
    let least = if all { 200 } else { 80 };
    ensure!(count > least, "the host saved {count} checkpoints; allowed: more than {least}");
    for (Built { place, .. }, found) in places.iter().zip(&lines) {
        for (host, found) in lines[0].lines().zip(found.lines()) {
            ensure!(host == found, "{} saved {found:?}, the host {host:?}", place.name());
        }
        ensure!(found.lines().count() == count, "{} saved too little", place.name());
    }
    Ok(lines)
}

/// From the board to the host and to WebAssembly; from WebAssembly to the boards.
fn goes_on(places: &[Built], saved_lines: &[String]) -> Result<()> {
    for (number, to) in places.iter().enumerate() {
        let number_from = if number < 2 { 2 } else { 1 };
        let (from, name) = (places[number_from].place.name(), to.place.name());
        fs::write(saved()?, &saved_lines[number_from])?;
        let found = to.lines(true).context(name)?;
        for line in found.lines() {
            ensure!(line.ends_with(" goes on"), "{name}, from {from}: {line}");
        }
        let count = saved_lines[number_from].lines().count();
        ensure!(found.lines().count() == count, "{name} loaded too little");
        println!("{count} checkpoints of {from} go on on {name}");
    }
    Ok(())
}
