//! The emulated boards, and the measuring program as it is built for one and run on it.

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
pub(crate) fn measured() -> impl Iterator<Item = &'static Board> {
    BOARDS.iter().filter(|board| board.counter.is_some())
}

/// The board of a core.
pub(crate) fn of(core: &str) -> Result<&'static Board> {
    measured().find(|board| board.core == core).with_context(|| {
        let cores: Vec<_> = measured().map(|board| board.core).collect();
        format!("no core {core:?}; allowed: {}", cores.join(", "))
    })
}

/// The longer of the lengths that are measured.
pub(crate) const LONG: usize = 1024;

/// How long the program may print nothing.
const PATIENCE: Duration = Duration::from_secs(120);

/// The optimisation level of what is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OptLevel {
    /// As fast as the compiler knows.
    #[default]
    #[value(name = "3")]
    Fast,
    /// Small.
    S,
    /// As small as the compiler knows.
    Z,
}

impl OptLevel {
    /// As cargo names it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Fast => "3",
            Self::S => "s",
            Self::Z => "z",
        }
    }
}

/// The program as it was built for a board.
pub(crate) struct Built {
    pub(crate) board: &'static Board,
    pub(crate) compiler: String,
    pub(crate) elf: PathBuf,
}

impl Built {
    /// Builds for the board of a core, at the level that the project's figures are of.
    pub(crate) fn of(core: &str) -> Result<Self> {
        Self::new(of(core)?, OptLevel::default())
    }

    /// Builds for a board; gcc compiles the C to compare with at its own best level.
    pub(crate) fn new(board: &'static Board, level: OptLevel) -> Result<Self> {
        toolchain::need_c()?;
        let toolchain = Toolchain::find(board.target)?;
        let mut cargo = toolchain.cargo("build", &shell::root().join("bench/mcu"));
        cargo.env("BOARD", board.machine).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level.name());
        shell::quiet(&format!("building the bench for {}", board.core), &mut cargo)?;
        let elf = toolchain.product("measure");
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
