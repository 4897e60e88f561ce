//! The emulated boards that adapt.

use super::{Device, Flash, build_for, pico_image};
use crate::desk;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use thalweg_catalogue::{BOARDS, Board};

/// An emulated board that adapts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A Cortex-M3 in QEMU, whose floats are the compiler's routines.
    M3,
    /// A Cortex-M4F in QEMU.
    M4,
    /// A Cortex-M7 in QEMU.
    M7,
    /// A Cortex-M33 in QEMU.
    M33,
    /// A Raspberry Pi Pico.
    Pico,
}

impl Kind {
    /// What QEMU emulates.
    pub const IN_QEMU: [Self; 4] = [Self::M3, Self::M4, Self::M7, Self::M33];

    /// Its name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::M3 => "m3",
            Self::M4 => "m4",
            Self::M7 => "m7",
            Self::M33 => "m33",
            Self::Pico => "pico",
        }
    }

    /// What QEMU has to know of it.
    pub fn board(self) -> Result<&'static Board> {
        let core = match self {
            Self::M3 => "Cortex-M3",
            Self::M4 => "Cortex-M4F",
            Self::M7 => "Cortex-M7",
            Self::M33 => "Cortex-M33",
            Self::Pico => "none: QEMU has no Pico",
        };
        BOARDS.iter().find(|board| board.core == core).context(core)
    }

    /// Builds its firmware.
    pub(super) fn build(self) -> Result<PathBuf> {
        match self {
            Self::Pico => desk::build(desk::find("pico")?),
            _ => build_for(self, "watch"),
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
