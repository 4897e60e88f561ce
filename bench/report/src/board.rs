//! The emulated boards, and the measuring program as it is built for one and run on it.

use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use xtask::{
    emulator::{Emulator, Processor},
    shell,
    toolchain::{self, Toolchain},
};

/// An emulated processor; build.rs of the program knows the rest by the board's name.
pub(crate) struct Board {
    pub(crate) machine: &'static str,
    pub(crate) core: &'static str,
    pub(crate) target: &'static str,
    /// Without an FPU, fixed point is what replaces floats.
    pub(crate) soft_float: bool,
}

pub(crate) static BOARDS: [Board; 5] = [
    Board {
        machine: "mps2-an386",
        core: "Cortex-M4F",
        target: "thumbv7em-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an500",
        core: "Cortex-M7",
        target: "thumbv7em-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an505",
        core: "Cortex-M33",
        target: "thumbv8m.main-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps3-an547",
        core: "Cortex-M55",
        target: "thumbv8m.main-none-eabihf",
        soft_float: false,
    },
    Board {
        machine: "mps2-an385",
        core: "Cortex-M0+",
        target: "thumbv6m-none-eabi",
        soft_float: true,
    },
];
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
    /// Builds for the board of a core.
    pub(crate) fn of(core: &str) -> Result<Self> {
        let board = BOARDS.iter().find(|board| board.core == core);
        Self::new(board.with_context(|| format!("no board has a {core}"))?)
    }

    pub(crate) fn new(board: &'static Board) -> Result<Self> {
        toolchain::need_c()?;
        let toolchain = Toolchain::find(board.target)?;
        let mut cargo = toolchain.cargo("build", &shell::root().join("bench/mcu"));
        cargo.env("BOARD", board.machine);
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
        Emulator {
            processor: Processor::CortexM,
            machine: self.board.machine,
            elf,
            patience: PATIENCE,
            asked: part,
        }
    }
}
