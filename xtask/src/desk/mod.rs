//! Putting the watch onto a board that stands on a desk.

mod boards;
mod reproducible;
mod uf2;

pub use boards::{DESK, DeskBoard, Way, find};
pub use reproducible::as_the_compiler;

use crate::{elf, shell, toolchain::Toolchain};
use anyhow::{Context, Result, bail};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What `cargo xtask flash` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which board: see --list.
    #[arg(long, value_name = "NAME", required_unless_present = "list")]
    board: Option<String>,
    /// Write the image here: UF2 where the board takes it, otherwise ELF.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Say which boards there are.
    #[arg(long)]
    list: bool,
}

/// Builds the watch for a board and puts it there.
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.list {
        println!("{}", list());
        return Ok(());
    }
    let board = find(arguments.board.as_deref().unwrap_or_default())?;
    let program = build(board)?;
    let image = image(board, &program)?;
    let elf::Sizes { flash, ram, .. } = elf::sizes(&program)?;
    println!("{}: {flash} bytes of flash, {ram} bytes of static RAM", board.title);
    if let Way::Uf2 { .. } = board.way {
        println!(
            "what it logs is read with: cargo xtask device --port TTY --elf {}",
            program.display()
        );
    }
    if let Some(file) = &arguments.out {
        fs::write(file, &image).with_context(|| file.display().to_string())?;
        println!("{} is written", file.display());
        println!("sha256={}", sha256(&image));
        return Ok(());
    }
    match board.way {
        Way::Uf2 { drive, .. } => onto_drive(board, drive, &image),
        Way::Probe { chip } => over_probe(chip, &program),
    }
}

fn list() -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(["--board", "board", "target", "image"]);
    for board in &DESK {
        let way = match board.way {
            Way::Uf2 { drive, .. } => format!("UF2, onto the drive {drive}"),
            Way::Probe { chip } => format!("probe-rs, chip {chip}"),
        };
        table.add_row([board.name, board.title, board.target, &way]);
    }
    table
}

/// Builds the watch for a board; the linked program.
pub fn build(board: &DeskBoard) -> Result<PathBuf> {
    let toolchain = Toolchain::find(board.target)?;
    let mut cargo = toolchain.cargo("build", &shell::root().join("firmware/boards"));
    cargo
        .args(["--locked", "--features", board.name, "--bin", board.name])
        .env("DEFMT_LOG", "info");
    let what = format!("building the watch for {}", board.title);
    shell::quiet(&what, reproducible::by(&mut cargo)?)?;
    Ok(toolchain.product(board.name))
}

/// What tells one image from another.
#[must_use]
pub fn sha256(image: &[u8]) -> String {
    format!("{:x}", Sha256::digest(image))
}

/// The bytes that a board takes.
pub fn image(board: &DeskBoard, program: &Path) -> Result<Vec<u8>> {
    let elf = fs::read(program).with_context(|| program.display().to_string())?;
    match board.way {
        Way::Uf2 { family, .. } => uf2::of(&elf, family),
        Way::Probe { .. } => Ok(elf),
    }
}

fn onto_drive(board: &DeskBoard, drive: &str, image: &[u8]) -> Result<()> {
    let Some(folder) = mounted(drive) else {
        bail!(
            "the drive {drive} is not there; hold BOOTSEL while you plug the {} in, and try again (or --out FILE)",
            board.title
        );
    };
    let file = folder.join("thalweg.uf2");
    fs::write(&file, image).with_context(|| file.display().to_string())?;
    println!("{} is written: the board starts by itself", file.display());
    Ok(())
}

/// Where a drive of that name is mounted: by the desktops of Linux, or on macOS.
fn mounted(drive: &str) -> Option<PathBuf> {
    let user = env::var_os("USER").unwrap_or_default();
    let places = [
        Path::new("/media").join(&user),
        Path::new("/run/media").join(&user),
        PathBuf::from("/media"),
        PathBuf::from("/Volumes"),
    ];
    places.iter().map(|place| place.join(drive)).find(|folder| folder.join("INFO_UF2.TXT").exists())
}

fn over_probe(chip: &str, program: &Path) -> Result<()> {
    if shell::find("probe-rs").is_none() {
        bail!("probe-rs is not installed; type: cargo install probe-rs-tools (or --out FILE)");
    }
    shell::loud(Command::new("probe-rs").args(["download", "--chip", chip]).arg(program))?;
    shell::loud(Command::new("probe-rs").args(["reset", "--chip", chip]))
}
