//! The emulated boards that adapt.

use super::{Device, Firmware, Flash, build_for, pico_image};
use crate::{desk, task};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use thalweg_catalogue::{BOARDS, Board};

/// An emulated board that adapts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A Cortex-M3 in QEMU, whose floats are the compiler's routines.
    M3,
    /// The same with the code of a Cortex-M0+.
    #[value(name = "m0plus")]
    M0Plus,
    /// A Cortex-M4F in QEMU.
    M4,
    /// A Cortex-M7 in QEMU.
    M7,
    /// A Cortex-M33 in QEMU.
    M33,
    /// A Raspberry Pi Pico.
    Pico,
    /// A BBC micro:bit in QEMU, of a Cortex-M0 with 16 KB of RAM, for a small task.
    Microbit,
}

impl Kind {
    /// Every one that runs a task of any size.
    pub const LARGE: [Self; 5] = [Self::M3, Self::M0Plus, Self::M4, Self::M7, Self::M33];
    /// What QEMU emulates, a core each.
    pub const IN_QEMU: [Self; 4] = [Self::M3, Self::M4, Self::M7, Self::M33];

    /// Its name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::M3 => "m3",
            Self::M0Plus => "m0plus",
            Self::M4 => "m4",
            Self::M7 => "m7",
            Self::M33 => "m33",
            Self::Pico => "pico",
            Self::Microbit => "microbit",
        }
    }

    /// At how many MHz the machine runs that is emulated.
    #[must_use]
    pub const fn mhz(self) -> u32 {
        match self {
            Self::M3 | Self::M0Plus | Self::M4 | Self::M7 => 25, // MPS2's images of these cores, Arm's AN385, AN386 and AN500
            Self::M33 => 20,                                     // AN505
            Self::Pico => 125,
            Self::Microbit => 16,
        }
    }

    /// Names of some, as a refusal lists them.
    pub(crate) fn listed(kinds: &[Self]) -> String {
        kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
    }

    /// What QEMU has to know of it.
    pub fn board(self) -> Result<&'static Board> {
        let core = match self {
            Self::M3 => "Cortex-M3",
            Self::M0Plus => "Cortex-M0+",
            Self::M4 => "Cortex-M4F",
            Self::M7 => "Cortex-M7",
            Self::M33 => "Cortex-M33",
            Self::Pico => "none: QEMU has no Pico",
            Self::Microbit => "Cortex-M0",
        };
        BOARDS.iter().find(|board| board.core == core).context(core)
    }

    /// Builds one of the firmware's programs for it.
    pub(super) fn build(self, firmware: Firmware) -> Result<PathBuf> {
        match self {
            Self::Pico if firmware.program == Firmware::WATCH.program => {
                desk::build(desk::find("pico")?)
            }
            Self::Pico => bail!(
                "the Pico has no sensor; allowed with --sensor: --board {}, or --port",
                Self::listed(&Self::LARGE)
            ),
            Self::Microbit => bail!(
                "--board microbit has too little RAM for the watch; allowed: {}, pico, or {}",
                Self::listed(&Self::LARGE),
                task::on_a_microbit()
            ),
            _ => build_for(self, firmware),
        }
    }

    /// Starts it.
    pub(super) fn start(self, elf: &Path, flash: &Flash) -> Result<Device> {
        match self {
            Self::Pico => Device::start_pico(&pico_image(elf)?, flash, None),
            _ => Device::start(self.board()?, elf, flash),
        }
    }
}
