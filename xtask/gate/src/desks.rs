//! The boards that stand on a desk: each is built, and the same sources give the same image wherever they lie.

use crate::copy::Copy;
use anyhow::{Result, ensure};
use std::fs;
use xtask::{desk, shell};

pub(crate) fn build() -> Result<()> {
    let copy = Copy::new("desks")?;
    for board in &desk::DESK {
        let image = desk::image(board, &desk::build(board)?)?;
        let file = copy.folder().join("image");
        let file = file.to_str().unwrap_or("image");
        // Other paths of the sources and of the products.
        let flash = ["xtask", "flash", "--board", board.name, "--out", file];
        shell::quiet(&format!("building {} elsewhere", board.name), &mut copy.cargo(&flash))?;
        let (here, there) = (desk::sha256(&image), desk::sha256(&fs::read(file)?));
        ensure!(here == there, "{}: sha256={here}, and elsewhere {there}", board.name);
        println!("{}: sha256={here}, here and elsewhere", board.name);
    }
    Ok(())
}
