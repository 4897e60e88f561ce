//! A checkpoint goes from any target to any other: saved on a board, loaded here and in WebAssembly, and back.

use anyhow::{Context, Result, ensure};
use std::{fs, path::Path, process::Command, time::Duration};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{emulator::Emulator, npm, shell, toolchain::Toolchain};

const PATIENCE: Duration = Duration::from_secs(120);
const WASM: &str = "wasm32-unknown-unknown";
const FOLDER: &str = "tests/resume";

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

    /// The lines that the program prints there: what it saves; or what becomes of the checkpoints in a file.
    fn lines(self, all: bool, from: Option<&Path>) -> Result<String> {
        let with = |cargo: &mut Command| {
            cargo.env_remove("RESUME_FROM");
            cargo.envs(from.map(|path| ("RESUME_FROM", path)));
            cargo.args(all.then_some("--features=every-precision"));
        };
        match self {
            Self::Host => {
                let mut cargo = Command::new("cargo");
                cargo.current_dir(shell::root());
                cargo.args(["run", "--quiet", "--package", "thalweg-resume"]);
                with(&mut cargo);
                shell::printed("running on the host", &mut cargo)
            }
            Self::Node => {
                npm::node()?;
                let toolchain = Toolchain::find(WASM)?;
                let folder = shell::root().join(FOLDER).join("wasm");
                let mut cargo = toolchain.cargo("build", &folder);
                with(&mut cargo);
                shell::quiet("building the module", &mut cargo)?;
                let mut node = Command::new("node");
                node.current_dir(&folder).arg("run.mjs");
                node.arg(toolchain.product("thalweg_resume_wasm.wasm"));
                shell::printed("running in Node.js", &mut node)
            }
            Self::Board(board) => {
                let toolchain = Toolchain::find(board.target)?;
                let mut cargo = toolchain.cargo("build", &shell::root().join(FOLDER));
                cargo.env("BOARD", board.machine);
                with(&mut cargo);
                shell::quiet(&format!("building for {}", board.core), &mut cargo)?;
                let elf = toolchain.product("resume");
                Emulator { board, elf: &elf, patience: PATIENCE, asked: "" }.print()
            }
        }
    }
}

/// Here, in WebAssembly and on a board with an FPU; or every rule in every precision, on every board whose bits are compared.
pub(crate) fn check(all: bool) -> Result<()> {
    let boards = BOARDS.iter().filter(|board| board.bits && (all || board.fpu));
    let boards: Vec<_> = boards.take(if all { usize::MAX } else { 1 }).map(Place::Board).collect();
    ensure!(!boards.is_empty(), "no board with an FPU prints bits");
    let places = [&[Place::Host, Place::Node], &boards[..]].concat();
    let saved = places.iter().map(|place| place.lines(all, None)).collect::<Result<Vec<_>>>()?;
    let count = saved[0].lines().count();
    let least = if all { 200 } else { 80 };
    ensure!(count > least, "the host saved {count} checkpoints; allowed: more than {least}");
    for (place, lines) in places.iter().zip(&saved) {
        for (host, found) in saved[0].lines().zip(lines.lines()) {
            ensure!(host == found, "{} saved {found:?}, the host {host:?}", place.name());
        }
        ensure!(lines.lines().count() == count, "{} saved too little", place.name());
    }
    let folder = shell::root().join("target/resume");
    fs::create_dir_all(&folder)?;
    for (number, to) in places.iter().enumerate() {
        // From the board to the host and to WebAssembly; from WebAssembly to the boards.
        let number_from = if number < 2 { 2 } else { 1 };
        let from = places[number_from];
        let path = folder.join(format!("{number_from}.txt"));
        fs::write(&path, &saved[number_from])?;
        let found = to.lines(all, Some(&path)).with_context(|| to.name())?;
        for line in found.lines() {
            ensure!(line.ends_with(" goes on"), "{}, from {}: {line}", to.name(), from.name());
        }
        ensure!(found.lines().count() == count, "{} loaded too little", to.name());
        println!("{count} checkpoints of {} go on on {}", from.name(), to.name());
    }
    Ok(())
}
