//! The emulated boards, and the measuring program as it is built for one and run on it.

use crate::build::Build;
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use thalweg_catalogue::{BOARDS, Board};
use xtask::{
    emulator::Emulator,
    shell,
    toolchain::{self, Toolchain},
};

/// The boards that something is measured on.
pub(crate) fn measured() -> impl Iterator<Item = &'static Board> + Clone {
    BOARDS.iter().filter(|board| board.counter.is_some())
}

/// The board of a core.
pub(crate) fn of(core: &str) -> Result<&'static Board> {
    among(measured(), core)
}

/// The board of a core among those that something is measured on.
pub(crate) fn among(
    mut boards: impl Iterator<Item = &'static Board> + Clone,
    core: &str,
) -> Result<&'static Board> {
    let cores: Vec<_> = boards.clone().map(|board| board.core).collect();
    boards.find(|board| board.core == core).with_context(|| {
        format!("no core {core:?} to measure this on; allowed: {}", cores.join(", "))
    })
}

/// The longer of the lengths that are measured.
pub(crate) const LONG: usize = 1024;

/// How long the program may print nothing.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program as it was built for a board.
pub(crate) struct Built {
    pub(crate) board: &'static Board,
    pub(crate) compiler: String,
    pub(crate) elf: PathBuf,
}

impl Built {
    /// Builds for the board of a core, at the level that the project's figures are of.
    pub(crate) fn of(core: &str) -> Result<Self> {
        Self::new(of(core)?, Build::default())
    }

    /// The same program for the same board, by a compiler that is told the very processor.
    pub(crate) fn for_processor(&self, cpu: &str, how: Build<'_>) -> Result<Self> {
        let toolchain = Toolchain::find(self.board.target)?;
        let flags = format!("-Ctarget-cpu={cpu}");
        let elf = build(&toolchain, self.board, how, ("measure", &flags))?;
        Ok(Self { board: self.board, compiler: self.compiler.clone(), elf })
    }

    /// Builds for a board; gcc compiles the C to compare with at its own best level.
    pub(crate) fn new(board: &'static Board, how: Build<'_>) -> Result<Self> {
        Self::program("measure", board, how, "")
    }

    /// Builds one of the programs for a board, with these flags of the compiler.
    pub(crate) fn program(
        program: &str,
        board: &'static Board,
        how: Build<'_>,
        flags: &str,
    ) -> Result<Self> {
        toolchain::need_c()?;
        let toolchain = Toolchain::find(board.target)?;
        let elf = build(&toolchain, board, how, (program, flags))?;
        Ok(Self { board, compiler: toolchain.version()?, elf })
    }

    /// Runs one part of the program; what it printed.
    pub(crate) fn run(&self, part: &str) -> Result<String> {
        let doing = shell::spinner(&format!("running on {}", self.board.core));
        let text = self.emulator(part, &self.elf).print()?;
        doing.finish_and_clear();
        Ok(text)
    }

    /// The board with the program in it, in the file of it that is given.
    pub(crate) fn emulator<'a>(&self, part: &'a str, elf: &'a Path) -> Emulator<'a> {
        Emulator { board: self.board, elf, patience: PATIENCE, asked: part }
    }
}

/// Builds one of the programs for a board, with these flags of the compiler.
fn build(
    toolchain: &Toolchain,
    board: &Board,
    how: Build<'_>,
    (program, flags): (&str, &str),
) -> Result<PathBuf> {
    let folder = shell::root().join("bench/mcu");
    let mut cargo = how.cargo(toolchain, "build", &folder);
    cargo.args(["--bin", program]).env("BOARD", board.machine);
    if !flags.is_empty() {
        cargo.env("RUSTFLAGS", flags);
    }
    shell::quiet(&format!("building {program} at {how} for {}", board.core), &mut cargo)?;
    Ok(toolchain.product_of(how.level.profile(), program))
}

/// What another program of ours, such as the one that paints the stack, printed on a board.
pub(crate) fn printed(program: &str, board: &'static Board, how: Build<'_>) -> Result<String> {
    Built::program(program, board, how, "")?.run("")
}
