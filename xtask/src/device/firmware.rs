//! The firmware's programs, built for a board that QEMU emulates.

use super::{Kind, folder};
use crate::{emulator, shell, toolchain::Toolchain};
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

/// Builds one of the firmware's programs for the Cortex-M4F.
pub fn build(program: &'static str) -> Result<PathBuf> {
    build_for(Kind::M4, Firmware { program, ..Firmware::WATCH })
}

/// One of the firmware's programs, and how it is built.
#[derive(Clone, Copy, Debug)]
pub struct Firmware {
    /// Its name.
    pub program: &'static str,
    /// Cargo's profile.
    pub profile: &'static str,
}

impl Firmware {
    /// The watch, as fast as the compiler knows.
    pub const WATCH: Self = Self { program: "watch", profile: "release" };
}

/// Builds one of the firmware's programs for a board that QEMU emulates.
pub fn build_for(kind: Kind, Firmware { program, profile }: Firmware) -> Result<PathBuf> {
    let (board, name) = (kind.board()?, kind.name());
    // First what may be missing, so that nobody waits for a build to hear of it.
    emulator::need(board)?;
    let toolchain = Toolchain::find(board.target)?;
    let firmware = shell::root().join("firmware");
    let mut cargo = toolchain.cargo_profile("build", profile, &firmware);
    cargo.args(["--no-default-features", "--features", name, "--bin", program]);
    cargo.env("DEFMT_LOG", "info");
    // Boards of one target are built into one place, and another process may build one as well.
    fs::create_dir_all(folder())?;
    let building = fs::File::create(folder().join("build.lock"))?;
    building.lock()?;
    shell::quiet(&format!("building the firmware ({program}) for {}", board.core), &mut cargo)?;
    let product = toolchain.product_of(profile, program);
    let kept = folder().join(format!("{program}-{name}-{profile}.elf"));
    fs::copy(&product, &kept).with_context(|| product.display().to_string())?;
    Ok(kept)
}
